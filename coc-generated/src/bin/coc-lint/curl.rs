//! Command lines of curl, as shells and browsers write them.

use crate::http::Call;

/// Long options without a value. None but `--get` and `--head` changes the request.
const LONG_FLAGS: &[&str] = &[
    "--",
    "--anyauth",
    "--basic",
    "--compressed",
    "--digest",
    "--fail",
    "--fail-with-body",
    "--get",
    "--globoff",
    "--head",
    "--http1.0",
    "--http1.1",
    "--http2",
    "--http2-prior-knowledge",
    "--http3",
    "--include",
    "--insecure",
    "--ipv4",
    "--ipv6",
    "--location",
    "--location-trusted",
    "--netrc",
    "--path-as-is",
    "--progress-bar",
    "--remote-name",
    "--show-error",
    "--silent",
    "--tlsv1.2",
    "--tlsv1.3",
    "--verbose",
];

/// Letters of short options without a value. None but `G` and `I` changes the request.
const SHORT_FLAGS: &str = "#012346:BGIJLMNORSVZafgijklnpqsv";

/// The parts of a command line that make a request.
#[derive(Default)]
struct Command {
    url: String,
    headers: Vec<(String, String)>,
    data: Vec<String>,
    method: Option<String>,
    is_data_in_query: bool,
}

/// The call that a command line makes.
pub(crate) fn call(text: &str) -> Result<Call, String> {
    let mut words = words(text)?.into_iter();
    if words.next().as_deref() != Some("curl") {
        return Err("the command is not curl".to_owned());
    }
    let mut command = Command::default();
    while let Some(word) = words.next() {
        if word == "-" || !word.starts_with('-') {
            command.url = word;
            continue;
        }
        for (name, attached) in options(&word) {
            if is_flag(&name) {
                command.set_flag(&name);
            } else {
                let value = attached.map(str::to_owned).or_else(|| words.next());
                let value =
                    value.ok_or_else(|| format!("the option {name} has no value"))?;
                command.set(&name, value)?;
            }
        }
    }
    command.into_call()
}

impl Command {
    fn set_flag(&mut self, name: &str) {
        match name {
            "-G" | "--get" => self.is_data_in_query = true,
            "-I" | "--head" => self.method = Some("HEAD".to_owned()),
            _ => {}
        }
    }

    /// Reads an option with its value. An unknown option is taken to have a value, which is
    /// ignored.
    fn set(&mut self, name: &str, value: String) -> Result<(), String> {
        match name {
            "-X" | "--request" => self.method = Some(value),
            "-H" | "--header" => {
                if let Some((key, value)) = value.split_once(':') {
                    self.headers.push((key.trim().to_owned(), value.trim().to_owned()));
                }
            }
            "-d" | "--data" | "--data-raw" | "--data-binary" | "--data-ascii"
            | "--json" => {
                if value.starts_with('@') && name != "--data-raw" {
                    return Err(
                        "the body is in a file that the command only names".to_owned()
                    );
                }
                self.data.push(value);
            }
            "-F" | "--form" | "-T" | "--upload-file" | "--data-urlencode" => {
                return Err(format!("the option {name} makes no body of JSON"));
            }
            "--url" => self.url = value,
            _ => {}
        }
        Ok(())
    }

    fn into_call(self) -> Result<Call, String> {
        let Self { mut url, headers, data, method, is_data_in_query } = self;
        if url.is_empty() {
            return Err("the command has no URL".to_owned());
        }
        let mut body = (!data.is_empty()).then(|| data.join("&"));
        if is_data_in_query && let Some(data) = body.take() {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(&data);
        }
        let usual = if body.is_some() { "POST" } else { "GET" };
        let method = method.unwrap_or_else(|| usual.to_owned());
        Ok(Call { method, url, headers, body })
    }
}

/// Whether an option has no value.
fn is_flag(name: &str) -> bool {
    match name.strip_prefix("--") {
        Some(long) => LONG_FLAGS.contains(&name) || long.starts_with("no-"),
        None => name[1..].chars().all(|letter| SHORT_FLAGS.contains(letter)),
    }
}

/// The options in one word, each with the value that stands in the same word: a long one,
/// or short ones of which only the last can have a value.
fn options(word: &str) -> Vec<(String, Option<&str>)> {
    if word.starts_with("--") {
        return match word.split_once('=') {
            Some((name, value)) => vec![(name.to_owned(), Some(value))],
            None => vec![(word.to_owned(), None)],
        };
    }
    let mut found = Vec::new();
    for (at, letter) in word.char_indices().skip(1) {
        let name = format!("-{letter}");
        if is_flag(&name) {
            found.push((name, None));
        } else {
            let rest = &word[at + letter.len_utf8()..];
            found.push((name, Some(rest).filter(|rest| !rest.is_empty())));
            break;
        }
    }
    found
}

/// The words of a command line, as a POSIX shell reads them.
fn words(text: &str) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('\n') | None => {}
                Some('\r') => drop(chars.next_if_eq(&'\n')),
                Some(c) => word.get_or_insert_default().push(c),
            },
            '\'' => {
                let escapes = word.as_deref().is_some_and(|word| word.ends_with('$'));
                let word = word.get_or_insert_default();
                if escapes {
                    word.pop();
                }
                quoted(&mut chars, word, '\'', escapes)?;
            }
            '"' => quoted(&mut chars, word.get_or_insert_default(), '"', false)?,
            c if c.is_whitespace() => found.extend(word.take()),
            c => word.get_or_insert_default().push(c),
        }
    }
    found.extend(word);
    Ok(found)
}

/// The rest of a quotation. `escapes`: it is the shell's `$'...'`.
fn quoted(
    chars: &mut std::iter::Peekable<std::str::Chars<'_>>,
    word: &mut String,
    end: char,
    escapes: bool,
) -> Result<(), String> {
    let open = || "a quotation of the command has no end".to_owned();
    loop {
        let c = chars.next().ok_or_else(open)?;
        if c == end {
            return Ok(());
        }
        if c != '\\' || (end == '\'' && !escapes) {
            word.push(c);
            continue;
        }
        let c = chars.next().ok_or_else(open)?;
        match (escapes, c) {
            (true, 'n') => word.push('\n'),
            (true, 't') => word.push('\t'),
            (true, 'r') => word.push('\r'),
            (true, 'u') => {
                let code: String = chars.by_ref().take(4).collect();
                let code = u32::from_str_radix(&code, 16).ok().and_then(char::from_u32);
                word.push(code.unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            (true, c) => word.push(c),
            (false, '\n') => {}
            (false, '"' | '\\' | '$' | '`') => word.push(c),
            (false, c) => word.extend(['\\', c]),
        }
    }
}
