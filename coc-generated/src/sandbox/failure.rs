//! Injected failures: their text, and the rules that select the requests that fail.
//! Carrying them out belongs to `inject`.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use http::StatusCode;

use crate::generated::operations::OPERATIONS;

/// The longest delay in seconds.
const MOST_DELAY: u64 = 3_600;
/// The largest error of a clock in days.
const MOST_DAYS: i64 = 3_650;
const DAY: i64 = 86_400;

/// A failure of one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) effect: Effect,
    /// Whether the operation is carried out before the failure. Otherwise it is carried
    /// out after a delay, and not at all with another failure that takes its place.
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
pub(super) struct Rule {
    /// Without one, every operation.
    operation: Option<&'static str>,
    failure: Failure,
    /// Without one, every request.
    left: Option<u32>,
}

impl Rule {
    /// Reads `OPERATION: FAILURE`, with the number of requests as `xN`.
    pub(super) fn read(text: &str) -> Result<Self, FailureError> {
        let rule = || {
            let (name, rest) = text
                .split_once(':')
                .ok_or("there is no colon; a rule is such as `create_ticket: 503 x3`")?;
            let operation = match name.trim() {
                "*" => None,
                name => Some(operation(name)?),
            };
            let (failure, left) = read(rest)?;
            Ok(Self { operation, failure, left })
        };
        rule().map_err(|problem| wrong(text, problem))
    }
}

impl Failure {
    /// Reads a failure that is for one request.
    pub(super) fn read(text: &str) -> Result<Self, FailureError> {
        match read(text) {
            Ok((failure, None)) => Ok(failure),
            Ok((_, Some(count))) => {
                let problem =
                    format!("x{count} belongs to a rule; a header is for its request");
                Err(wrong(text, Problem(problem)))
            }
            Err(problem) => Err(wrong(text, problem)),
        }
    }
}

/// The rules of a sandbox. The first one that fits a request is carried out.
#[derive(Debug)]
pub(super) struct Rules(Mutex<Vec<Rule>>);

impl Rules {
    pub(super) fn new(rules: Vec<Rule>) -> Self {
        Self(Mutex::new(rules))
    }

    /// The failure of a request for this operation. It counts as used.
    pub(super) fn take(&self, operation: &str) -> Option<Failure> {
        let mut rules = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let rule = rules.iter_mut().find(|rule| {
            rule.left != Some(0) && rule.operation.is_none_or(|name| name == operation)
        })?;
        rule.left = rule.left.map(|left| left - 1);
        Some(rule.failure.clone())
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
    let (mut acts_first, mut count) = (None, None);
    for word in words {
        let is_second = match (word, word.split_once('=')) {
            ("before" | "after", _) => {
                if matches!(effect, Effect::Cut | Effect::Clock(_)) {
                    return problem(format!("{first} has no {word}"));
                }
                acts_first.replace(word == "after").is_some()
            }
            (_, Some((name @ ("code" | "retry-after"), value))) => {
                let Effect::Answer { code, retry_after, .. } = &mut effect else {
                    return problem(format!("{name} is for a status, not for {first}"));
                };
                if name == "code" {
                    if value.is_empty() {
                        return problem("code= has no value".to_owned());
                    }
                    code.replace(value.to_owned()).is_some()
                } else {
                    let seconds = number::<u64>(value).ok_or_else(|| {
                        Problem(format!("{word} is no whole number of seconds"))
                    })?;
                    retry_after.replace(seconds).is_some()
                }
            }
            _ => {
                let Some(times) = word.strip_prefix('x') else {
                    return problem(format!(
                        "{word:?} is unknown; behind {first} may come before, after, \
                         code=, retry-after= and the number of requests, as x3"
                    ));
                };
                let times = number::<u32>(times).filter(|times| *times > 0);
                let times = times.ok_or_else(|| {
                    Problem(format!("{word} is no number of requests, as x3 is"))
                })?;
                count.replace(times).is_some()
            }
        };
        if is_second {
            return problem(format!("{word} comes after another of its kind"));
        }
    }
    let acts_first = acts_first.unwrap_or_default();
    Ok((Failure { effect, acts_first }, count))
}

/// Reads the first word of a failure.
fn effect(word: &str) -> Result<Effect, Problem> {
    Ok(match word.split_once('=') {
        None if word == "silence" => Effect::Silence,
        None if word == "reset" => Effect::Reset,
        None if word == "cut" => Effect::Cut,
        Some(("delay", value)) => {
            let seconds = value.parse().ok().map(Duration::try_from_secs_f64);
            match seconds {
                Some(Ok(time)) if time <= Duration::from_secs(MOST_DELAY) => {
                    Effect::Delay(time)
                }
                _ => {
                    return problem(format!(
                        "{value:?} is no number of seconds up to {MOST_DELAY}"
                    ));
                }
            }
        }
        Some(("clock", value)) => {
            let seconds = value.parse::<i64>().ok();
            let most = MOST_DAYS * DAY;
            let seconds = seconds.filter(|it| (-most..=most).contains(it));
            Effect::Clock(seconds.ok_or_else(|| {
                Problem(format!(
                    "{value:?} is no whole number of seconds within {MOST_DAYS} days"
                ))
            })?)
        }
        _ => {
            let is_status =
                word.len() == 3 && word.bytes().all(|it| it.is_ascii_digit());
            if !is_status {
                return problem(format!(
                    "{word:?} is no failure; one is a status, delay=SECONDS, silence, \
                     reset, cut or clock=SECONDS"
                ));
            }
            let status = StatusCode::from_bytes(word.as_bytes());
            let is_error = |status: &StatusCode| {
                status.is_client_error() || status.is_server_error()
            };
            match status.ok().filter(is_error) {
                Some(status) => Effect::Answer { status, code: None, retry_after: None },
                None => {
                    return problem(format!(
                        "{word} is no status of an error, from 400 to 599"
                    ));
                }
            }
        }
    })
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

    use super::{Effect, Failure, Rule, Rules};

    fn answer(status: u16, code: Option<&str>, retry_after: Option<u64>) -> Effect {
        let status = StatusCode::from_u16(status).unwrap();
        Effect::Answer { status, code: code.map(str::to_owned), retry_after }
    }

    #[test]
    fn rules_are_read() {
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
                Rule::read(text),
                Ok(Rule { operation, failure, left }),
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
            let error = Rule::read(text).unwrap_err().to_string();
            assert!(error.starts_with(&format!("the failure {text:?}: ")), "{error}");
            assert!(error.contains(part), "{text}: {error}");
        }
        let error = Failure::read("503 x2").unwrap_err().to_string();
        assert!(error.contains("x2 belongs to a rule"), "{error}");
        assert!(Failure::read("503 code=A").is_ok());
    }

    #[test]
    fn the_first_rule_that_is_not_used_up_is_carried_out() {
        let texts = ["update_change: cut x1", "*: reset x2", "update_change: silence"];
        let rules =
            Rules::new(texts.iter().map(|text| Rule::read(text).unwrap()).collect());
        let take = |name| rules.take(name).map(|failure| failure.effect);
        assert_eq!(take("create_ticket"), Some(Effect::Reset));
        assert_eq!(take("update_change"), Some(Effect::Cut));
        assert_eq!(take("update_change"), Some(Effect::Reset));
        assert_eq!(take("create_ticket"), None);
        assert_eq!(take("update_change"), Some(Effect::Silence));
        assert_eq!(take("update_change"), Some(Effect::Silence));
    }
}
