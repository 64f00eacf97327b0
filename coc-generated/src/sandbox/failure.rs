//! Injected failures: their text, and the choice of the requests that fail.
//! Carrying them out belongs to `inject`.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use http::StatusCode;

use crate::generated::operations::OPERATIONS;

/// The longest delay in seconds.
const MAX_DELAY: u64 = 3_600;
/// The largest error of a clock in days.
const MAX_DAYS: i64 = 3_650;
const DAY: i64 = 86_400;

/// A failure of one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) effect: Effect,
    /// Whether the operation is carried out before the failure. Otherwise `Delay`, `Cut`
    /// and `Clock` carry it out during the failure, and the others do not carry it out.
    pub(super) acts_first: bool,
}

/// The effect of a failure on the client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Effect {
    /// This answer takes the place of the operation's.
    Answer { status: StatusCode, code: Option<String>, retry_after: Option<u64> },
    /// The answer comes later.
    Delay(Duration),
    /// No answer comes, and the connection stays open.
    Silence,
    /// The connection is reset.
    Reset,
    /// The connection ends in the middle of the answer's body.
    Cut,
    /// The clock that judges the request, and dates the answer, is this many seconds
    /// ahead.
    Clock(i64),
}

/// A text that is no failure. Its `Display` has the text and the reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailureError {
    text: String,
    problem: String,
}

impl fmt::Display for FailureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the failure {:?}: {}", self.text, self.problem)
    }
}

impl std::error::Error for FailureError {}

/// A failure, the operation that it is for, and the number of requests that it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct InjectedFailure {
    /// Without one, every operation.
    operation: Option<&'static str>,
    failure: Failure,
    /// Without one, every request.
    left: Option<u32>,
}

impl InjectedFailure {
    /// Reads `OPERATION: FAILURE`, with the number of requests as `xN`.
    pub(super) fn read(text: &str) -> Result<Self, FailureError> {
        let read_all = || {
            let (name, rest) = text
                .split_once(':')
                .ok_or("there is no colon; an example is `create_ticket: 503 x3`")?;
            let operation = match name.trim() {
                "*" => None,
                name => Some(operation(name)?),
            };
            let (failure, left) = read(rest)?;
            Ok(Self { operation, failure, left })
        };
        read_all().map_err(|problem| wrong(text, problem))
    }
}

impl Failure {
    /// Reads a failure that is for one request.
    pub(super) fn read(text: &str) -> Result<Self, FailureError> {
        match read(text) {
            Ok((failure, None)) => Ok(failure),
            Ok((_, Some(count))) => {
                let problem = format!(
                    "x{count} is for an option of the sandbox; a header is for its request"
                );
                Err(wrong(text, Problem(problem)))
            }
            Err(problem) => Err(wrong(text, problem)),
        }
    }
}

/// The failures that a sandbox was started with. The first entry that fits a request is
/// carried out.
#[derive(Debug)]
pub(super) struct InjectedFailures(Mutex<Vec<InjectedFailure>>);

impl InjectedFailures {
    pub(super) fn new(entries: Vec<InjectedFailure>) -> Self {
        Self(Mutex::new(entries))
    }

    /// The failure of a request for this operation. It counts as used.
    pub(super) fn take(&self, operation: &str) -> Option<Failure> {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let entry = entries.iter_mut().find(|entry| {
            entry.left != Some(0) && entry.operation.is_none_or(|name| name == operation)
        })?;
        entry.left = entry.left.map(|left| left - 1);
        Some(entry.failure.clone())
    }
}

/// The reason why a text is no failure.
struct Problem(String);

impl From<&str> for Problem {
    fn from(problem: &str) -> Self {
        Self(problem.to_owned())
    }
}

fn problem<T>(problem: String) -> Result<T, Problem> {
    Err(Problem(problem))
}

fn wrong(text: &str, problem: Problem) -> FailureError {
    FailureError { text: text.to_owned(), problem: problem.0 }
}

/// The operation of this name.
fn operation(name: &str) -> Result<&'static str, Problem> {
    let names = || OPERATIONS.iter().map(|info| info.operation.name);
    names().find(|it| *it == name).ok_or_else(|| {
        let names = names().collect::<Vec<_>>().join(", ");
        Problem(format!("{name:?} is no operation; they are * for all, {names}"))
    })
}

/// Reads a failure, and the number of requests behind it.
fn read(text: &str) -> Result<(Failure, Option<u32>), Problem> {
    let mut words = text.split_whitespace();
    let first = words.next().ok_or(
        "it is empty; a failure is a status, delay=SECONDS, silence, reset, cut or \
         clock=SECONDS",
    )?;
    let mut effect = effect(first)?;
    let mut options = Options::default();
    for word in words {
        options.add(first, word)?;
    }
    let Options { acts_first, code, retry_after, count } = options;
    if let Effect::Answer { code: own, retry_after: wait, .. } = &mut effect {
        (*own, *wait) = (code.map(str::to_owned), retry_after);
    } else if code.is_some() || retry_after.is_some() {
        let name = if code.is_some() { "code" } else { "retry-after" };
        return problem(format!("{name} is for a status, not for {first}"));
    }
    if let (Effect::Cut | Effect::Clock(_), Some(acts_first)) = (&effect, acts_first) {
        let word = if acts_first { "after" } else { "before" };
        return problem(format!("{first} has no {word}"));
    }
    let acts_first = acts_first.unwrap_or_default();
    Ok((Failure { effect, acts_first }, count))
}

/// The words behind the first one of a failure.
#[derive(Default)]
struct Options<'t> {
    acts_first: Option<bool>,
    code: Option<&'t str>,
    retry_after: Option<u64>,
    count: Option<u32>,
}

impl<'t> Options<'t> {
    /// Reads a word of the failure that begins with `first`.
    fn add(&mut self, first: &str, word: &'t str) -> Result<(), Problem> {
        let is_second = match word.split_once('=') {
            None if word == "before" || word == "after" => {
                self.acts_first.replace(word == "after").is_some()
            }
            Some(("code", "")) => return problem("code= has no value".to_owned()),
            Some(("code", code)) => self.code.replace(code).is_some(),
            Some(("retry-after", value)) => {
                let seconds = number(value).ok_or_else(|| {
                    Problem(format!("{word} is no whole number of seconds"))
                })?;
                self.retry_after.replace(seconds).is_some()
            }
            _ => self.count.replace(count(first, word)?).is_some(),
        };
        if is_second {
            return problem(format!("{word} comes after another of its kind"));
        }
        Ok(())
    }
}

/// Reads a number of requests, the only word without a name.
fn count(first: &str, word: &str) -> Result<u32, Problem> {
    let times = word.strip_prefix('x').ok_or_else(|| {
        Problem(format!(
            "{word:?} is unknown; behind {first} may come before, after, code=, \
             retry-after= and the number of requests, as x3"
        ))
    })?;
    let times = number::<u32>(times).filter(|times| *times > 0);
    times.ok_or_else(|| Problem(format!("{word} is no number of requests, as x3 is")))
}

/// Reads the first word of a failure.
fn effect(word: &str) -> Result<Effect, Problem> {
    match word.split_once('=') {
        None if word == "silence" => Ok(Effect::Silence),
        None if word == "reset" => Ok(Effect::Reset),
        None if word == "cut" => Ok(Effect::Cut),
        Some(("delay", value)) => {
            let seconds = value.parse().ok().map(Duration::try_from_secs_f64);
            let time = seconds.and_then(Result::ok);
            let time = time.filter(|time| *time <= Duration::from_secs(MAX_DELAY));
            time.map(Effect::Delay).ok_or_else(|| {
                Problem(format!("{value:?} is no number of seconds up to {MAX_DELAY}"))
            })
        }
        Some(("clock", value)) => {
            let seconds = value.parse::<i64>().ok();
            let max = MAX_DAYS * DAY;
            let seconds = seconds.filter(|it| (-max..=max).contains(it));
            seconds.map(Effect::Clock).ok_or_else(|| {
                Problem(format!(
                    "{value:?} is no whole number of seconds within {MAX_DAYS} days"
                ))
            })
        }
        _ => status(word),
    }
}

/// Reads the status of an answer.
fn status(word: &str) -> Result<Effect, Problem> {
    if word.len() != 3 || !word.bytes().all(|it| it.is_ascii_digit()) {
        return problem(format!(
            "{word:?} is no failure; one is a status, delay=SECONDS, silence, reset, cut \
             or clock=SECONDS"
        ));
    }
    let status = StatusCode::from_bytes(word.as_bytes()).ok();
    let is_error =
        |status: &StatusCode| status.is_client_error() || status.is_server_error();
    let status = status.filter(is_error).ok_or_else(|| {
        Problem(format!("{word} is no status of an error, from 400 to 599"))
    })?;
    Ok(Effect::Answer { status, code: None, retry_after: None })
}

/// A number of digits alone.
fn number<T: std::str::FromStr>(text: &str) -> Option<T> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::StatusCode;

    use super::{Effect, Failure, InjectedFailure, InjectedFailures};

    fn answer(status: u16, code: Option<&str>, retry_after: Option<u64>) -> Effect {
        let status = StatusCode::from_u16(status).unwrap();
        Effect::Answer { status, code: code.map(str::to_owned), retry_after }
    }

    #[test]
    fn texts_are_read() {
        let second = Duration::from_secs(1);
        for (text, operation, effect, acts_first, left) in [
            (
                "create_ticket: 503 code=APIGW.0308 retry-after=2 x3",
                Some("create_ticket"),
                answer(503, Some("APIGW.0308"), Some(2)),
                false,
                Some(3),
            ),
            (" * :429", None, answer(429, None, None), false, None),
            ("*: 500 x2 after", None, answer(500, None, None), true, Some(2)),
            ("*: delay=0.5", None, Effect::Delay(second / 2), false, None),
            ("*: delay=1 after", None, Effect::Delay(second), true, None),
            ("*: silence before", None, Effect::Silence, false, None),
            (
                "update_change: reset after",
                Some("update_change"),
                Effect::Reset,
                true,
                None,
            ),
            ("*: cut x1", None, Effect::Cut, false, Some(1)),
            ("*: clock=-3600", None, Effect::Clock(-3600), false, None),
        ] {
            let failure = Failure { effect, acts_first };
            assert_eq!(
                InjectedFailure::read(text),
                Ok(InjectedFailure { operation, failure, left }),
                "{text}"
            );
        }
    }

    #[test]
    fn each_wrong_text_is_explained() {
        for (text, part) in [
            ("", "there is no colon"),
            ("503", "there is no colon"),
            (
                "create_tiket: 503",
                "\"create_tiket\" is no operation; they are * for all",
            ),
            (": 503", "\"\" is no operation"),
            ("*:", "it is empty"),
            ("*: 5030", "\"5030\" is no failure"),
            ("*: x3", "\"x3\" is no failure"),
            ("*: sleep", "\"sleep\" is no failure"),
            ("*: delay", "\"delay\" is no failure"),
            ("*: reset=1", "\"reset=1\" is no failure"),
            ("*: 200", "200 is no status of an error"),
            ("*: 999", "999 is no status of an error"),
            ("*: delay=soon", "\"soon\" is no number of seconds"),
            ("*: delay=-1", "\"-1\" is no number of seconds"),
            ("*: delay=NaN", "\"NaN\" is no number of seconds"),
            ("*: delay=1e300", "\"1e300\" is no number of seconds"),
            ("*: clock=0.5", "\"0.5\" is no whole number"),
            ("*: clock=-9223372036854775808", "within 3650 days"),
            ("*: 503 code=", "code= has no value"),
            ("*: 503 code=A code=B", "code=B comes after another"),
            ("*: 503 retry-after=+1", "retry-after=+1 is no whole number"),
            ("*: 503 retry-after=", "retry-after= is no whole number"),
            ("*: reset code=A", "code is for a status, not for reset"),
            ("*: cut after", "cut has no after"),
            ("*: clock=60 before", "clock=60 has no before"),
            ("*: reset before after", "after comes after another"),
            ("*: reset x0", "x0 is no number of requests"),
            ("*: reset x99999999999", "is no number of requests"),
            ("*: reset x1 x2", "x2 comes after another"),
            ("*: reset soon", "\"soon\" is unknown; behind reset may come"),
        ] {
            let error = InjectedFailure::read(text).unwrap_err().to_string();
            assert!(error.starts_with(&format!("the failure {text:?}: ")), "{error}");
            assert!(error.contains(part), "{text}: {error}");
        }
        let error = Failure::read("503 x2").unwrap_err().to_string();
        assert!(error.contains("x2 is for an option"), "{error}");
        assert!(Failure::read("503 code=A").is_ok());
    }

    #[test]
    fn the_first_entry_that_is_not_used_up_is_carried_out() {
        let texts = ["update_change: cut x1", "*: reset x2", "update_change: silence"];
        let failures = InjectedFailures::new(
            texts.iter().map(|text| InjectedFailure::read(text).unwrap()).collect(),
        );
        let take = |name| failures.take(name).map(|failure| failure.effect);
        assert_eq!(take("create_ticket"), Some(Effect::Reset));
        assert_eq!(take("update_change"), Some(Effect::Cut));
        assert_eq!(take("update_change"), Some(Effect::Reset));
        assert_eq!(take("create_ticket"), None);
        assert_eq!(take("update_change"), Some(Effect::Silence));
        assert_eq!(take("update_change"), Some(Effect::Silence));
    }
}
