//! Routing: finds the operation of a method and a path. The values of the parameters in
//! the path are read by `fields`.

use crate::runtime::percent::decode;
use crate::runtime::service::Operation;
use crate::runtime::wire::OperationInfo;

/// The name and the value of each parameter in a path.
pub(crate) type Parameters<'p> = Vec<(&'static str, &'p str)>;

/// The reason why no operation is found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NoRoute {
    /// No operation has such a path.
    Path,
    /// Operations with such a path have these methods.
    #[allow(dead_code, reason = "only a server tells the client the methods")]
    Method(Vec<&'static str>),
}

/// The operation of `method` and a path that is not decoded, if there is one.
pub(crate) fn operation_at(
    operations: &[&'static OperationInfo],
    method: &str,
    path: &str,
) -> Option<&'static OperationInfo> {
    let path = decode(path);
    let path = std::str::from_utf8(&path).ok()?;
    let (info, _) = find(operations, |info| info.operation, method, path).ok()?;
    Some(*info)
}

/// Finds the operation of `method` and a decoded path. If several templates fit, it is the
/// one with text in the place of a parameter of the others.
pub(crate) fn find<'r, 'p, T>(
    routes: &'r [T],
    operation_of: fn(&T) -> &'static Operation,
    method: &str,
    path: &'p str,
) -> Result<(&'r T, Parameters<'p>), NoRoute> {
    let mut methods = Vec::new();
    let mut best: Option<(&T, Parameters<'p>)> = None;
    for route in routes {
        let operation = operation_of(route);
        let Some(parameters) = parameters(operation.path, path) else { continue };
        if operation.method != method {
            methods.push(operation.method);
        } else if best.as_ref().is_none_or(|(other, _)| {
            order(operation.path).lt(order(operation_of(other).path))
        }) {
            best = Some((route, parameters));
        }
    }
    methods.sort_unstable();
    methods.dedup();
    let none = if methods.is_empty() { NoRoute::Path } else { NoRoute::Method(methods) };
    best.ok_or(none)
}

/// The parameters of a decoded path, if it fits the template.
pub(crate) fn parameters<'p>(
    template: &'static str,
    path: &'p str,
) -> Option<Parameters<'p>> {
    let mut found = Parameters::new();
    fits(template, path, &mut found).then_some(found)
}

/// Text comes before a parameter.
fn order(template: &str) -> impl Iterator<Item = u8> + '_ {
    template.bytes().map(|byte| if byte == b'{' { u8::MAX } else { byte })
}

/// Whether a path fits a template, with the values of its parameters. A parameter stays
/// within one segment. The first parameter takes the longest text with which the rest still
/// fits.
fn fits<'p>(
    template: &'static str,
    path: &'p str,
    parameters: &mut Parameters<'p>,
) -> bool {
    let Some((literal, rest)) = template.split_once('{') else {
        return template == path;
    };
    let (Some(path), Some((name, rest))) =
        (path.strip_prefix(literal), rest.split_once('}'))
    else {
        return false;
    };
    let segment = path.find('/').unwrap_or(path.len());
    let takes_all = rest.is_empty() || rest.starts_with('/');
    let inside = &path[..segment];
    for (at, c) in inside.char_indices().rev() {
        let end = at + c.len_utf8();
        let (value, after) = path.split_at(end);
        parameters.push((name, value));
        if fits(rest, after, parameters) {
            return true;
        }
        parameters.pop();
        if takes_all {
            break;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{order, parameters};

    fn values<'p>(template: &'static str, path: &'p str) -> Option<Vec<&'p str>> {
        let found = parameters(template, path)?;
        Some(found.into_iter().map(|(_, value)| value).collect())
    }

    #[test]
    fn a_parameter_is_a_part_of_one_segment() {
        for (template, path, expected) in [
            ("/v1/a", "/v1/a", Some(vec![])),
            ("/v1/a", "/v1/a/", None),
            ("/v1/{x}/b", "/v1/a/b", Some(vec!["a"])),
            ("/v1/{x}/b", "/v1//b", None),
            ("/v1/{x}", "/v1/a/b", None),
            ("/v1/{x}", "/v1/变 a", Some(vec!["变 a"])),
            ("/v1/{x}.{y}/c", "/v1/a.b.d/c", Some(vec!["a.b", "d"])),
            ("/v1/{x}.{y}/c", "/v1/ab/c", None),
            ("/v1/b-{x}:go", "/v1/b-a:a:go", Some(vec!["a:a"])),
            ("/v1/{x}", "/v2/a", None),
        ] {
            assert_eq!(values(template, path), expected, "{template} {path}");
        }
    }

    #[test]
    fn text_comes_before_a_parameter() {
        let first = |one, other| order(one).lt(order(other));
        assert!(first("/v1/external/{x}", "/v1/{x}/y"));
        assert!(first("/v1/{x}/y", "/v1/{x}/{z}"));
        assert!(!first("/v1/{x}/y", "/v1/~/y"));
    }
}
