//! Credentials from the profile file that the vendor's tools share. Environment variables
//! that hold keys are in `environment`.

use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::time::timeout;
use zeroize::Zeroizing;

use super::environment::variable;
use super::provide::{CredentialParts, ProvideCredentials, Wiped, present};
use crate::runtime::client::boxed::BoxFuture;
use crate::runtime::client::tokio_check::has_timers;
use crate::runtime::http::{Credentials, CredentialsError};
use crate::runtime::service::AuthScope;

const SOURCE: &str = "profile file";
/// The length of the longest accepted file.
const MAX_FILE_BYTES: usize = 64 * 1024;
/// How long reading may take: a file system may be slow.
const READ_TIMEOUT: Duration = Duration::from_secs(5);
/// The sections for a service that prefers the domain, in the order of preference.
const GLOBAL: &[&str] = &["global", "globalcredentials", "basic"];
/// The sections for a service that prefers a project.
const BASIC: &[&str] = &["basic", "global", "globalcredentials"];

/// The file `~/.huaweicloud/credentials`, or the one that
/// `HUAWEICLOUD_SDK_CREDENTIALS_FILE` names: sections `[basic]`, `[global]` or
/// `[globalcredentials]` with the keys `ak`, `sk`, `security_token`, `domain_id` and
/// `project_id`. Values are taken as they stand; those that a section lacks come from
/// `[DEFAULT]`. The first section that is there is used, in an order that fits the
/// service.
///
/// A section of any other name is a profile that has to be asked for: by
/// [`named`](Self::named), or by `HUAWEICLOUD_SDK_PROFILE`. The key `region` in a section
/// is read by [`ClientBuilder::load_env`](crate::ClientBuilder::load_env) and by
/// `Client::from_env`.
#[derive(Debug, Clone)]
pub struct ProfileFile {
    path: Option<PathBuf>,
    name: Option<String>,
    sections: &'static [&'static str],
}

impl ProfileFile {
    /// The file at its usual place, for a service that prefers this scope. It is read
    /// each time credentials are asked for.
    #[must_use]
    pub fn new(scope: AuthScope) -> Self {
        Self { path: None, name: None, sections: sections(scope) }
    }

    /// A file elsewhere.
    #[must_use]
    pub fn at(path: impl Into<PathBuf>, scope: AuthScope) -> Self {
        Self { path: Some(path.into()), name: None, sections: sections(scope) }
    }

    /// The same file, of which the section of this name is used and no other.
    #[must_use]
    pub fn named(mut self, profile: impl Into<String>) -> Self {
        self.name = Some(profile.into());
        self
    }

    fn read(&self) -> Result<Credentials, CredentialsError> {
        match self.parts()? {
            Some(found) => found.into_credentials(SOURCE, ["ak", "sk"]),
            None => Err(CredentialsError::new(SOURCE, "there is none")),
        }
    }

    /// The region that the section names, if there is a file and a section. It reads on
    /// this thread.
    pub(in super::super) fn region(&self) -> Result<Option<String>, CredentialsError> {
        Ok(self.parts()?.and_then(|found| present(found.region)))
    }

    /// The section that is used; `None` if there is no file.
    fn parts(&self) -> Result<Option<CredentialParts>, CredentialsError> {
        let fail = |problem: &str| Err(CredentialsError::new(SOURCE, problem));
        let Some(path) = self.path.clone().or_else(default_path) else {
            return fail("there is no home directory to look in");
        };
        let text = match read_small(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return fail(&format!("it cannot be read: {error}")),
        };
        // The error would quote the bytes.
        let Ok(text) = std::str::from_utf8(&text) else {
            return fail("it is not UTF-8");
        };
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let name = self.name.clone().or_else(|| variable("HUAWEICLOUD_SDK_PROFILE"));
        if let Some(name) = name {
            return match section(text, &name) {
                Some(found) => Ok(Some(found)),
                None => fail(&format!("it has no section {name:?}")),
            };
        }
        match self.sections.iter().find_map(|name| section(text, name)) {
            Some(found) => Ok(Some(found)),
            None => fail("it has no section basic, global or globalcredentials"),
        }
    }
}

impl ProvideCredentials for ProfileFile {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        let file = self.clone();
        Box::pin(async move { on_blocking_thread(move || file.read()).await? })
    }
}

/// Runs `work` on a thread where blocking is allowed. Its errors speak of the profile file.
pub(in super::super) async fn on_blocking_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, CredentialsError> {
    let fail = |problem| Err(CredentialsError::new(SOURCE, problem));
    if !has_timers() {
        return fail("reading it needs a Tokio runtime with timers");
    }
    match timeout(READ_TIMEOUT, tokio::task::spawn_blocking(work)).await {
        Ok(Ok(result)) => Ok(result),
        Ok(Err(_)) => fail("reading it was stopped"),
        Err(_) => fail("it cannot be read in time"),
    }
}

/// Like [`on_blocking_thread`], for code without an asynchronous runtime.
#[cfg(feature = "blocking")]
pub(in super::super) fn on_own_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, CredentialsError> {
    with_deadline(READ_TIMEOUT, work)
        .ok_or_else(|| CredentialsError::new(SOURCE, "it cannot be read in time"))
}

/// The result of `work` on a thread of its own; `None` if it takes longer than `limit`.
#[cfg(feature = "blocking")]
fn with_deadline<T: Send + 'static>(
    limit: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    let (done, result) = std::sync::mpsc::sync_channel(1);
    // A result that comes too late has no receiver.
    std::thread::spawn(move || drop(done.send(work())));
    result.recv_timeout(limit).ok()
}

/// The bytes of a regular file, wiped when they are dropped.
fn read_small(path: &Path) -> std::io::Result<Zeroizing<Vec<u8>>> {
    // Opening a pipe would wait for a writer.
    if !std::fs::metadata(path)?.is_file() {
        return Err(std::io::Error::other("it is not a regular file"));
    }
    // Bytes that a growing buffer leaves behind would not be wiped.
    let mut text = Zeroizing::new(Vec::with_capacity(MAX_FILE_BYTES + 1));
    let file = std::fs::File::open(path)?;
    file.take(MAX_FILE_BYTES as u64 + 1).read_to_end(&mut text)?;
    if text.len() > MAX_FILE_BYTES {
        return Err(std::io::Error::other("it is longer than 64 KiB"));
    }
    Ok(text)
}

fn sections(scope: AuthScope) -> &'static [&'static str] {
    match scope {
        AuthScope::Domain => GLOBAL,
        AuthScope::Project => BASIC,
    }
}

fn default_path() -> Option<PathBuf> {
    // A path may be no Unicode.
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    if let Some(path) = set("HUAWEICLOUD_SDK_CREDENTIALS_FILE") {
        return Some(path.into());
    }
    let home = set("HOME").or_else(|| set("USERPROFILE"))?;
    Some(Path::new(&home).join(".huaweicloud").join("credentials"))
}

/// The keys of one section, if it is there, read as Python's `configparser` does: names
/// in any case, `=` or `:` behind them, anything behind a section's bracket, an indented
/// line goes on with the value above it, and `[DEFAULT]` has the keys that a section
/// lacks. Other lines are skipped.
fn section(text: &str, wanted: &str) -> Option<CredentialParts> {
    let found = keys(text, wanted)?;
    Some(found.or(keys(text, "DEFAULT").unwrap_or_default()))
}

/// The keys that stand in one section itself.
fn keys(text: &str, wanted: &str) -> Option<CredentialParts> {
    let mut found: Option<CredentialParts> = None;
    let mut inside = false;
    let mut last: Option<(&str, usize)> = None;
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        let line = line.trim();
        if line.is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        if let Some((name, above)) = last
            && indent > above
        {
            let slot = found.as_mut().filter(|_| inside).and_then(|it| it.slot(name));
            if let Some(value) = slot {
                // No key has a line end in it: it is refused where keys are checked.
                // A text that grew would leave an unwiped copy behind.
                let above = value.take().unwrap_or_default();
                let whole = String::with_capacity(above.len() + 1 + line.len());
                let whole = value.insert(Zeroizing::new(whole));
                [above.as_str(), "\n", line].iter().for_each(|it| whole.push_str(it));
            }
            continue;
        }
        let header = line.strip_prefix('[').and_then(|rest| rest.rsplit_once(']'));
        if let Some((name, _)) = header {
            inside = name.trim() == wanted;
            if inside {
                found.get_or_insert_default();
            }
            last = None;
            continue;
        }
        let Some((key, value)) = line.split_once(['=', ':']) else { continue };
        last = Some((key, indent));
        if let Some(slot) = found.as_mut().filter(|_| inside).and_then(|it| it.slot(key))
        {
            *slot = Some(Zeroizing::new(value.trim().to_owned()));
        }
    }
    found
}

impl CredentialParts {
    fn or(self, other: Self) -> Self {
        Self {
            access: self.access.or(other.access),
            secret: self.secret.or(other.secret),
            security_token: self.security_token.or(other.security_token),
            domain_id: self.domain_id.or(other.domain_id),
            project_id: self.project_id.or(other.project_id),
            region: self.region.or(other.region),
        }
    }

    fn slot(&mut self, key: &str) -> Option<&mut Option<Wiped>> {
        Some(match key.trim().to_ascii_lowercase().as_str() {
            "ak" => &mut self.access,
            "sk" => &mut self.secret,
            "security_token" => &mut self.security_token,
            "domain_id" => &mut self.domain_id,
            "project_id" => &mut self.project_id,
            "region" => &mut self.region,
            _ => return None,
        })
    }
}

#[cfg(all(test, feature = "blocking"))]
mod tests {
    use std::sync::mpsc;
    use std::time::Duration;

    use super::with_deadline;

    #[test]
    fn work_that_takes_too_long_has_no_result() {
        let (release, held) = mpsc::channel::<()>();
        assert!(with_deadline(Duration::from_millis(1), move || held.recv()).is_none());
        drop(release);
        assert_eq!(with_deadline(Duration::from_secs(60), || 7), Some(7));
    }
}
