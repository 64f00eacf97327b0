//! Splits a form of `multipart/form-data`, by RFC 7578 and the HTML standard. The
//! meaning of its parts does not belong here.

use bytes::Bytes;

use crate::runtime::http::{extended_parameter, parameter};

/// The largest number of parts of a form.
const MAX_PARTS: usize = 256;
/// The most bytes of the headers of a part.
const MAX_HEAD: usize = 8 * 1024;

/// A part of a form.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) name: String,
    /// The name of its file, if it is one.
    pub(super) file_name: Option<String>,
    pub(super) content_type: Option<String>,
    pub(super) content: Bytes,
}

/// The parts of a form with this content type, in their order.
pub(super) fn parts(
    content_type: &str,
    body: &Bytes,
) -> Result<Vec<Part>, &'static str> {
    let boundary = parameter(content_type, "boundary").ok_or("no boundary is given")?;
    if boundary.is_empty() || boundary.len() > 70 {
        return Err("the boundary is not 1 to 70 bytes long");
    }
    let line = [b"\r\n--", boundary.as_bytes()].concat();
    // The first boundary may stand at the very beginning.
    let mut at = match body.strip_prefix(&line[2..]) {
        Some(_) => line.len() - 2,
        None => find(body, 0, &line).ok_or("it has no part")? + line.len(),
    };
    let mut found = Vec::new();
    loop {
        let rest = body.get(at..).unwrap_or_default();
        if rest.starts_with(b"--") {
            return Ok(found);
        }
        let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        if !rest[blanks..].starts_with(b"\r\n") {
            return Err("a boundary is not at the end of its line");
        }
        let start = at + blanks + 2;
        // A part without headers begins with the blank line.
        let (head, content) = if body[start..].starts_with(b"\r\n") {
            (start..start, start + 2)
        } else {
            let within = body.len().min(start + MAX_HEAD);
            let end = find(&body[..within], start, b"\r\n\r\n")
                .ok_or("the headers of a part have no end, or are too long")?;
            (start..end, end + 4)
        };
        // The line end in front of a boundary is a part of the boundary; of an empty part
        // it is the end of the headers.
        let end = find(body, content - 2, &line).ok_or("the last part has no end")?;
        if found.len() == MAX_PARTS {
            return Err("it has too many parts");
        }
        let content = body.slice(content.min(end)..end);
        let head =
            std::str::from_utf8(&body[head]).map_err(|_| "a header is not UTF-8")?;
        found.push(part(head, content)?);
        at = end + line.len();
    }
}

fn part(head: &str, content: Bytes) -> Result<Part, &'static str> {
    let header = |name: &str| {
        head.split("\r\n").find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.trim().eq_ignore_ascii_case(name).then(|| value.trim())
        })
    };
    let disposition =
        header("content-disposition").ok_or("a part has no Content-Disposition")?;
    let kind = disposition.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("form-data") {
        return Err("a part is no form-data");
    }
    let name = parameter(disposition, "name").ok_or("a part has no name")?;
    let file_name = extended_parameter(disposition, "filename")
        .or_else(|| Some(plain(&parameter(disposition, "filename")?)));
    let content_type = header("content-type").map(str::to_owned);
    Ok(Part { name: plain(&name), file_name, content_type, content })
}

/// Undoes the escapes that the HTML standard has for names, and no others: a percent sign
/// is one.
fn plain(name: &str) -> String {
    name.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n")
}

/// Finds `text` in `bytes`, from `start` on.
fn find(bytes: &[u8], start: usize, text: &[u8]) -> Option<usize> {
    let first = *text.first()?;
    let mut at = start;
    loop {
        let rest = bytes.get(at..)?;
        let next = at + rest.iter().position(|byte| *byte == first)?;
        if bytes.get(next..)?.starts_with(text) {
            return Some(next);
        }
        at = next + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::{Bytes, parts};

    /// The name, the name of the file and the content of a part.
    type Parts = Vec<(String, Option<String>, String)>;

    fn read(body: &str) -> Result<Parts, &'static str> {
        let body = Bytes::from(body.to_owned());
        let found = parts("multipart/form-data; boundary=\"b b\"", &body)?;
        let each = found.into_iter().map(|it| {
            (it.name, it.file_name, String::from_utf8_lossy(&it.content).into_owned())
        });
        Ok(each.collect())
    }

    #[test]
    fn parts_have_names_and_contents() {
        let head = "content-disposition: form-data; name=";
        let body = format!(
            "ignored\r\n--b b\r\n{head}\"a\"\r\n\r\n1\r\n2\r\n--b b \r\n\
             Content-Type: text/plain\r\n{head}b; filename=\"c \\\"d\\\" %22e%0A\"\r\n\r\n\r\n--b b\r\n\
             {head}x; filename=y; filename*=UTF-8''%E5%8F%98\r\n\r\n--b c\r\n--b b--\r\nignored"
        );
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(
            read(&body),
            Ok(vec![
                ("a".to_owned(), None, "1\r\n2".to_owned()),
                ("b".to_owned(), text("c \"d\" \"e\n"), String::new()),
                ("x".to_owned(), text("变"), "--b c".to_owned()),
            ])
        );
        assert_eq!(read("--b b--"), Ok(vec![]));
    }

    #[test]
    fn broken_forms_are_refused() {
        let head = "content-disposition: form-data; name=a";
        for body in [
            "",
            "--b",
            "--b b",
            "--b b\r\n",
            "--b b\r\n\r\n",
            &format!("--b b\r\n{head}"),
            &format!("--b b\r\n{head}\r\n\r\n"),
            &format!("--b b\r\n{head}\r\n\r\nx\r\n--b b"),
            &format!("--b b\r\n{head}\r\n\r\nx\r\n--b"),
            "--b b\r\n\r\nx\r\n--b b--",
            "--b b\r\ncontent-disposition: attachment; name=a\r\n\r\nx\r\n--b b--",
            "--b b\r\ncontent-disposition: form-data\r\n\r\nx\r\n--b b--",
            &format!("--b b\r\n{head}{}\r\n\r\nx\r\n--b b--", "x".repeat(9_000)),
            &format!("--b b{}--", format!("\r\n{head}\r\n\r\n\r\n--b b").repeat(257)),
        ] {
            assert!(read(body).is_err(), "{body}");
        }
        assert!(parts("multipart/form-data", &Bytes::new()).is_err());
    }
}
