//! Command lines of curl, as shells and browsers write them.

use crate::http::Call;

/// Options without a value that change nothing about the request.
const FLAGS: &[&str] = &[
    "--compressed",
    "--fail",
    "--globoff",
    "--http1.1",
    "--http2",
    "--include",
    "--insecure",
    "--location",
    "--no-buffer",
    "--show-error",
    "--silent",
    "--verbose",
    "-f",
    "-g",
    "-i",
    "-k",
    "-L",
    "-N",
    "-s",
    "-S",
    "-v",
    "-sS",
    "-sL",
    "-sk",
];

/// The call that a command line makes.
pub(crate) fn call(text: &str) -> Result<Call, String> {
    let mut words = words(text)?.into_iter();
    if words.next().as_deref() != Some("curl") {
        return Err("the command is not curl".to_owned());
    }
    let (mut call, mut data, mut method) = (Call::default(), Vec::new(), None);
    let mut in_query = false;
    while let Some(word) = words.next() {
        let (name, attached) = option(&word);
        let mut value = || {
            let given = attached.map(str::to_owned).or_else(|| words.next());
            given.ok_or(format!("the option {name} has no value"))
        };
        match name {
            "-X" | "--request" => method = Some(value()?),
            "-H" | "--header" => {
                let header = value()?;
                if let Some((key, value)) = header.split_once(':') {
                    call.headers.push((key.trim().to_owned(), value.trim().to_owned()));
                }
            }
            "-d" | "--data" | "--data-raw" | "--data-binary" | "--data-ascii"
            | "--json" => {
                let value = value()?;
                if value.starts_with('@') && name != "--data-raw" {
                    return Err(
                        "the body is in a file that the command only names".to_owned()
                    );
                }
                data.push(value);
            }
            "-F" | "--form" | "-T" | "--upload-file" | "--data-urlencode" => {
                return Err(format!("the option {name} makes no body of JSON"));
            }
            "-G" | "--get" => in_query = true,
            "-I" | "--head" => method = Some("HEAD".to_owned()),
            "--url" => call.url = value()?,
            name if FLAGS.contains(&name) => {}
            name if name.starts_with('-') && name.len() > 1 => drop(value()?),
            _ => call.url = word,
        }
    }
    if call.url.is_empty() {
        return Err("the command has no URL".to_owned());
    }
    let body = (!data.is_empty()).then(|| data.join("&"));
    if in_query {
        if let Some(more) = body {
            let joint = if call.url.contains('?') { '&' } else { '?' };
            call.url = format!("{}{joint}{more}", call.url);
        }
    } else {
        call.body = body;
    }
    let usual = if call.body.is_some() { "POST" } else { "GET" };
    call.method = method.unwrap_or_else(|| usual.to_owned());
    Ok(call)
}

/// The name of an option, and the value that stands in the same word.
fn option(word: &str) -> (&str, Option<&str>) {
    if word.starts_with("--") {
        return match word.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (word, None),
        };
    }
    match word.get(..2) {
        Some(name @ ("-X" | "-H" | "-d")) if word.len() > 2 => (name, Some(&word[2..])),
        _ => (word, None),
    }
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
