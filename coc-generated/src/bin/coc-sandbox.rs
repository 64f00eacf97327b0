//! A local service that keeps tickets: `coc-sandbox [--listen ADDRESS] [--delay SECONDS]
//! [--read-timeout SECONDS] [--data FOLDER] [--provider-code-as-number]
//! [--fail 'OPERATION: FAILURE']...`.

use std::io::Write as _;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use coc_generated::sandbox::{Sandbox, SandboxBuilder};

const USAGE: &str = "\
A local service that keeps tickets of the Cloud Operations Center.

The page at / shows the tickets and the last requests with their verdicts.

usage: coc-sandbox [options]

  --listen ADDRESS            listen at this address (127.0.0.1:8480)
  --delay SECONDS             tickets are there after this time (2)
  --read-timeout SECONDS      a client has this time for a head, and for a body (30)
  --data FOLDER               keep tickets and files in this folder (in memory)
  --provider-code-as-number   answer with the number 4 as `provider_code`
  --fail 'OPERATION: FAILURE' let requests fail; the first one that fits is carried out

An operation is one such as create_ticket, or * for all. A failure is one of

  503 [code=CODE] [retry-after=SECONDS]   this status, from 400 to 599
  delay=SECONDS                           the answer comes later
  silence                                 no answer comes
  reset                                   the connection is reset
  cut                                     the connection ends in the body of the answer
  clock=SECONDS                           the sandbox's clock is ahead, or behind with -

with xN for N requests only. Behind one of the first four, `after` means that the request
is carried out first. Without it, a delay comes before the request is carried out, and the
other three take the place of it. The header X-Sandbox-Fail of a request holds a failure
of this request alone. Such as:

  --fail 'create_ticket: 429 code=APIGW.0308 retry-after=2 x3' --fail '*: reset after x1'
";

/// The options; none if the arguments ask for help.
fn options(
    mut arguments: impl Iterator<Item = String>,
) -> Result<Option<SandboxBuilder>, String> {
    let mut builder = Sandbox::builder()
        .address(SocketAddr::from(([127, 0, 0, 1], 8480)))
        .delay(Duration::from_secs(2));
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
        builder = match argument.as_str() {
            "--help" | "-h" => return Ok(None),
            "--listen" => {
                let value = value()?;
                let address = value.parse();
                builder.address(address.map_err(|_| format!("{value} is no address"))?)
            }
            "--delay" => builder.delay(seconds(&value()?)?),
            "--read-timeout" => match seconds(&value()?)? {
                Duration::ZERO => {
                    return Err("--read-timeout needs more than 0 seconds".to_owned());
                }
                timeout => builder.read_timeout(timeout),
            },
            "--data" => builder.data(value()?),
            "--fail" => builder.fail(&value()?).map_err(|error| error.to_string())?,
            "--provider-code-as-number" => builder.provider_code_as_number(),
            other => return Err(format!("{other} is no option")),
        };
    }
    Ok(Some(builder))
}

fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse().ok().map(Duration::try_from_secs_f64) {
        Some(Ok(time)) => Ok(time),
        _ => Err(format!("{text} is no number of seconds")),
    }
}

fn main() -> ExitCode {
    let builder = match options(std::env::args().skip(1)) {
        Ok(Some(builder)) => builder,
        Ok(None) => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(problem) => {
            eprintln!("{problem}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match builder.start() {
        Ok(sandbox) => {
            let (access, secret) = sandbox.keys();
            let (endpoint, token) = (sandbox.endpoint(), sandbox.token());
            let endpoint = endpoint.as_str();
            let text = format!(
                "endpoint    {endpoint}\naccess key  {access}\nsecret key  {secret}\n\
                 token       {token}\npage        {endpoint}/\n"
            );
            // The sandbox runs on if nobody reads its output.
            let _ = std::io::stdout().write_all(text.as_bytes());
            sandbox.wait();
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("the sandbox cannot start: {error}");
            ExitCode::FAILURE
        }
    }
}
