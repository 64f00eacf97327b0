//! A reader of forms, written from RFC 2046, RFC 7578 and the HTML standard alone. It
//! refuses everything that these do not allow.

/// The length of a line end.
const CRLF: usize = 2;

/// A part of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormPart {
    pub name: String,
    pub file_name: Option<String>,
    pub content_type: Option<String>,
    pub content: Vec<u8>,
}

/// The parts of a body with this content type.
pub fn parts(content_type: &str, body: &[u8]) -> Result<Vec<FormPart>, String> {
    let boundary = content_type
        .strip_prefix("multipart/form-data; boundary=")
        .ok_or_else(|| format!("no form: {content_type}"))?;
    let is_token = |c: char| c.is_ascii_alphanumeric() || "'+_-.".contains(c);
    if boundary.is_empty() || boundary.len() > 70 || !boundary.chars().all(is_token) {
        return Err(format!("no boundary: {boundary:?}"));
    }
    let first = format!("--{boundary}");
    let mut rest = body
        .strip_prefix(first.as_bytes())
        .ok_or("it does not begin with a boundary")?;
    let between = format!("\r\n--{boundary}");
    let mut found = Vec::new();
    loop {
        if rest == b"--\r\n" {
            return Ok(found);
        }
        let part = rest.strip_prefix(b"\r\n").ok_or("no line end behind a boundary")?;
        // An empty head ends at once, with the line end behind the boundary: search from
        // there.
        let end = position(rest, b"\r\n\r\n").ok_or("a head does not end")?;
        let head = rest.get(CRLF..end).unwrap_or_default();
        let head = std::str::from_utf8(head).map_err(|error| error.to_string())?;
        let content = part.get(end + CRLF..).ok_or("no content")?;
        let length = position(content, between.as_bytes())
            .ok_or("a part is not followed by a boundary")?;
        found.push(self::part(head, &content[..length])?);
        rest = &content[length + between.len()..];
    }
}

fn part(head: &str, content: &[u8]) -> Result<FormPart, String> {
    let mut part = FormPart {
        name: String::new(),
        file_name: None,
        content_type: None,
        content: content.to_vec(),
    };
    let mut is_named = false;
    for line in head.split("\r\n") {
        if line.chars().any(char::is_control) {
            return Err(format!("a control character in {line:?}"));
        }
        let (key, value) = line.split_once(": ").ok_or(format!("no header: {line}"))?;
        match key.to_ascii_lowercase().as_str() {
            "content-type" => part.content_type = Some(value.to_owned()),
            "content-disposition" => {
                let rest = value.strip_prefix("form-data; name=").ok_or("no name")?;
                let (name, rest) = quoted(rest)?;
                part.name = name;
                is_named = true;
                if let Some(rest) = rest.strip_prefix("; filename=") {
                    let (name, rest) = quoted(rest)?;
                    part.file_name = Some(name);
                    if !rest.is_empty() {
                        return Err(format!("more behind a file name: {rest}"));
                    }
                } else if !rest.is_empty() {
                    return Err(format!("more behind a name: {rest}"));
                }
            }
            other => return Err(format!("the header {other}")),
        }
    }
    if is_named { Ok(part) } else { Err("no disposition".to_owned()) }
}

/// A text in quotes, and what is behind it.
fn quoted(text: &str) -> Result<(String, &str), String> {
    let text = text.strip_prefix('"').ok_or(format!("no quote: {text}"))?;
    let (text, rest) = text.split_once('"').ok_or("a quote is not closed")?;
    let text = text.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n");
    Ok((text, rest))
}

fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}
