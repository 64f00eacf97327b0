//! Credentials from the profile file that the vendor's tools share.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::provide::{CredentialParts, ProvideCredentials};
use crate::runtime::client::transport::BoxFuture;
use crate::runtime::http::{Credentials, CredentialsError};
use crate::runtime::service::AuthScope;

const SOURCE: &str = "profile file";
const GLOBAL: &[&str] = &["global", "globalcredentials", "basic"];
const BASIC: &[&str] = &["basic", "global", "globalcredentials"];

/// The file `~/.huaweicloud/credentials`, or the one that
/// `HUAWEICLOUD_SDK_CREDENTIALS_FILE` names: sections `[basic]`, `[global]` or
/// `[globalcredentials]` with the keys `ak`, `sk`, `security_token`, `domain_id` and
/// `project_id`. Values are taken as they stand. The first section that is there is
/// used, in an order that fits the service.
#[derive(Debug, Clone)]
pub struct ProfileFile {
    path: Option<PathBuf>,
    sections: &'static [&'static str],
}

impl ProfileFile {
    /// The file at its usual place, for a service that prefers this scope. It is read
    /// each time credentials are asked for.
    #[must_use]
    pub fn new(scope: AuthScope) -> Self {
        Self { path: None, sections: sections(scope) }
    }

    /// A file elsewhere.
    #[must_use]
    pub fn at(path: impl Into<PathBuf>, scope: AuthScope) -> Self {
        Self { path: Some(path.into()), sections: sections(scope) }
    }

    fn read(&self) -> Result<Credentials, CredentialsError> {
        let fail = |problem: &str| Err(CredentialsError::new(SOURCE, problem));
        let Some(path) = self.path.clone().or_else(usual_place) else {
            return fail("there is no home directory to look in");
        };
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return fail("there is none");
            }
            // A message about the content could quote it.
            Err(error) if error.kind() == ErrorKind::InvalidData => {
                return fail("it is not UTF-8");
            }
            Err(error) => return fail(&format!("it cannot be read: {error}")),
        };
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        match self.sections.iter().find_map(|name| section(text, name)) {
            Some(found) => found.into_credentials(SOURCE, ["ak", "sk"]),
            None => fail("it has no section basic, global or globalcredentials"),
        }
    }
}

impl ProvideCredentials for ProfileFile {
    /// The file is small and read in one go; the task does not yield meanwhile.
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, CredentialsError>> {
        Box::pin(async move { self.read() })
    }
}

fn sections(scope: AuthScope) -> &'static [&'static str] {
    match scope {
        AuthScope::Domain => GLOBAL,
        AuthScope::Project => BASIC,
    }
}

fn usual_place() -> Option<PathBuf> {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    if let Some(path) = set("HUAWEICLOUD_SDK_CREDENTIALS_FILE") {
        return Some(path.into());
    }
    let home = set("HOME").or_else(|| set("USERPROFILE"))?;
    Some(Path::new(&home).join(".huaweicloud").join("credentials"))
}

/// The keys of one section, if it is there. Anything that is not `key = value` is
/// skipped.
fn section(text: &str, wanted: &str) -> Option<CredentialParts> {
    let mut found: Option<CredentialParts> = None;
    let mut inside = false;
    for line in text.lines().map(str::trim) {
        if line.starts_with(['#', ';']) {
            continue;
        }
        if let Some(name) =
            line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'))
        {
            inside = name.trim() == wanted;
            if inside && found.is_none() {
                found = Some(CredentialParts {
                    access: None,
                    secret: None,
                    security_token: None,
                    domain_id: None,
                    project_id: None,
                });
            }
            continue;
        }
        if !inside {
            continue;
        }
        if let (Some((key, value)), Some(found)) = (line.split_once('='), found.as_mut())
        {
            let slot = match key.trim() {
                "ak" => &mut found.access,
                "sk" => &mut found.secret,
                "security_token" => &mut found.security_token,
                "domain_id" => &mut found.domain_id,
                "project_id" => &mut found.project_id,
                _ => continue,
            };
            *slot = Some(value.trim().to_owned());
        }
    }
    found
}
