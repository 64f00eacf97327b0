//! Tickets and files in a folder of data: they survive the end of the sandbox, also by a
//! kill, and the error about a folder that cannot be used has the reason.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use coc_generated::blocking::Client;
use coc_generated::create_attachment::CreateAttachment;
use coc_generated::download_attachment::DownloadAttachment;
use coc_generated::sandbox::Sandbox;
use coc_generated::wire::File;
use coc_generated::{Error, Outcome, RetryPolicy};
use serde_json::{Value, json};

use crate::program::Program;
use crate::seeds::seeds;
use crate::{change, client_builder, incident, issue};

fn start(folder: &Path) -> Sandbox {
    Sandbox::builder().data(folder).start().unwrap()
}

fn blocking(sandbox: &Sandbox) -> Client {
    client_builder(sandbox).build_blocking().unwrap()
}

fn create(client: &Client, title: &str) -> Result<String, Error> {
    let mut request = issue();
    request["body"]["title"] = title.into();
    let created = client.send_json("create_ticket", &request)?;
    Ok(created["data"]["ticket_id"].as_str().unwrap().to_owned())
}

fn note(client: &Client, number: &str, comment: &str) -> Result<(), Error> {
    let act = json!({
        "path": { "ticket_type": "issues_mgmt" },
        "body": {
            "ticket_id": number, "action": "gocm_issues_accepte",
            "params": { "comment": comment },
        },
    });
    client.send_json("execute_ticket_action", &act).map(drop)
}

fn upload(client: &Client, content: &str) -> Result<String, Error> {
    let file = File::new("note.txt", content.as_bytes().to_vec());
    let stored =
        client.create_attachment(CreateAttachment::builder().file(file).build())?;
    Ok(stored.output().doc_id().unwrap().to_owned())
}

fn issues(client: &Client) -> Vec<Value> {
    let list = json!({
        "path": { "ticket_type": "issues_mgmt" }, "body": { "contain_all": true },
    });
    let listed = client.send_json("list_tickets", &list).unwrap();
    listed["data"]["tickets"].as_array().unwrap().clone()
}

fn comments(client: &Client, number: &str) -> Vec<String> {
    let filter = json!([{
        "operator": "=", "field": "ticket_id", "name": "ticket_id", "values": [number],
    }]);
    let list = json!({
        "path": { "ticket_type": "issues_mgmt" }, "body": { "string_filters": filter },
    });
    let history = client.send_json("list_ticket_operation_histories", &list).unwrap();
    let records = history["data"]["info"].as_array().unwrap().iter();
    records.map(|it| it["comment"].as_str().unwrap().to_owned()).collect()
}

fn download(client: &Client, id: &str) -> Vec<u8> {
    let request = DownloadAttachment::builder().doc_id(id).build();
    client.download_attachment(request).unwrap().output().to_vec()
}

#[test]
fn tickets_and_files_are_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    // The folder is made with those above it.
    let folder = folder.path().join("of/sandbox");
    let sandbox = start(&folder);
    let client = blocking(&sandbox);
    let number = create(&client, "Kept").unwrap();
    note(&client, &number, "Seen.").unwrap();
    let before = issues(&client);
    let id = upload(&client, "content").unwrap();
    let opened = client.send_json("create_coc_incident", &incident()).unwrap();
    let made = client.send_json("create_ticket", &change()).unwrap();
    let cancel = json!({
        "path": { "change_id": made["data"]["ticket_id"] },
        "body": { "ticket_info": { "phase": "phase_change_cancel" } },
    });
    client.send_json("update_change", &cancel).unwrap();
    let delete = json!({
        "path": { "ticket_type": "change", "ticket_id": made["data"]["ticket_id"] },
    });
    client.send_json("delete_ticket_info", &delete).unwrap();
    drop(sandbox);

    for _ in 0..2 {
        let sandbox = start(&folder);
        let client = blocking(&sandbox);
        assert_eq!(issues(&client), before);
        assert_eq!(comments(&client, &number), ["", "Seen."]);
        assert_eq!(download(&client, &id), b"content");
        let tasks = json!({ "path": { "incident_id": opened["data"]["incident_num"] } });
        let tasks = client.send_json("show_incident_task", &tasks).unwrap();
        assert_eq!(tasks["data"][0]["name"], "Accept");
        let gone = client.send_json("delete_ticket_info", &delete).unwrap_err();
        assert_eq!(gone.code(), Some("COC.00067003"));
    }
    // The count goes on behind tickets that were deleted.
    let sandbox = start(&folder);
    let client = blocking(&sandbox);
    let next = client.send_json("create_ticket", &change()).unwrap();
    let last = |number: &Value| number.as_str().unwrap()[16..].to_owned();
    assert_ne!(last(&next["data"]["ticket_id"]), last(&made["data"]["ticket_id"]));
}

#[test]
fn no_secret_is_in_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = start(folder.path());
    let mut request = change();
    let body = request["body"].as_object_mut().unwrap();
    body.remove("change_guides");
    for (name, value) in [
        ("change_scheme", "change_scheme_runbook"),
        ("plan_task_type", "CUSTOMIZATION"),
        ("plan_task_sub_type", "CUSTOMIZATION"),
        ("plan_task_id", "task-1"),
        ("plan_task_name", "THE-NAME-OF-THE-TASK"),
        ("plan_task_params", "{\"password\": \"PASSWORD-OF-A-JOB\"}"),
    ] {
        body.insert(name.to_owned(), value.into());
    }
    let client = blocking(&sandbox);
    client.send_json("create_ticket", &request).unwrap();
    let token = client_builder(&sandbox)
        .credentials(coc_generated::Credentials::token(sandbox.token()));
    token.build_blocking().unwrap().send_json("create_ticket", &request).unwrap();
    let (access, secret) = sandbox.keys();
    let token = sandbox.token();
    drop(sandbox);
    let mut bytes = Vec::new();
    for entry in fs::read_dir(folder.path()).unwrap() {
        bytes.extend(fs::read(entry.unwrap().path()).unwrap());
    }
    let holds = |text: &str| bytes.windows(text.len()).any(|it| it == text.as_bytes());
    assert!(holds("THE-NAME-OF-THE-TASK"));
    for text in ["PASSWORD-OF-A-JOB", access, secret, token] {
        assert!(!holds(text), "{text}");
    }
}

#[test]
fn a_folder_that_cannot_be_used_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    let problem = |path: &Path| {
        let error = Sandbox::builder().data(path).start().unwrap_err().to_string();
        assert!(
            error.starts_with(&format!("the data in {}: ", path.display())),
            "{error}"
        );
        error
    };
    let file = folder.path().join("file");
    fs::write(&file, "text").unwrap();
    assert!(problem(&file).contains("the folder cannot be written"));
    assert!(problem(&file.join("deeper")).contains("the folder cannot be written"));

    let used = folder.path().join("used");
    let sandbox = start(&used);
    assert!(problem(&used).contains("another sandbox has it open"));
    create(&blocking(&sandbox), "Kept").unwrap();
    drop(sandbox);
    drop(start(&used));

    // Damaged: text, nothing, a part, and other bytes at each of many places.
    let database = used.join("tickets.redb");
    let whole = fs::read(&database).unwrap();
    for bytes in
        [&b"{\"tickets\":[]}"[..], b"", &whole[..5_000], &whole[..whole.len() / 2]]
    {
        fs::write(&database, bytes).unwrap();
        let error = problem(&used);
        assert!(error.contains("tickets.redb cannot be read"), "{error}");
    }
    for at in (0..whole.len().min(16_384)).step_by(97) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        fs::write(&database, bytes).unwrap();
        // A byte without meaning may have any value, so that the start may succeed. It must
        // not panic.
        let _ = Sandbox::builder().data(&used).start();
    }

    fs::write(&database, &whole).unwrap();
    let sandbox = start(&used);
    assert_eq!(issues(&blocking(&sandbox)).len(), 1);
}

#[test]
fn data_of_another_version_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    drop(start(folder.path()));
    let about = redb::TableDefinition::<'_, &str, u64>::new("about");
    let path = folder.path().join("tickets.redb");
    let set = |format: Option<u64>| {
        let database = redb::Database::open(&path).unwrap();
        let transaction = database.begin_write().unwrap();
        {
            let mut about = transaction.open_table(about).unwrap();
            match format {
                Some(format) => about.insert("format", format).unwrap(),
                None => about.remove("format").unwrap(),
            };
        }
        transaction.commit().unwrap();
    };
    for (format, part) in [
        (Some(1), "it has the format 1, and this program reads the format 2"),
        (None, "is no database of a sandbox"),
    ] {
        set(format);
        let error =
            Sandbox::builder().data(folder.path()).start().unwrap_err().to_string();
        assert!(error.contains(part), "{error}");
    }
    set(Some(2));
    drop(start(folder.path()));
}

/// A call of a client that makes something, and its outcome for the client.
struct Attempt {
    /// The title of a ticket, the comment of an action, or the content of a file.
    text: String,
    /// The number of the ticket, or the id of the file, if the answer arrived.
    answer: Option<String>,
    outcome: Option<Outcome>,
}

impl Attempt {
    fn of(text: String, result: Result<String, Error>) -> Self {
        let (answer, outcome) = match result {
            Ok(answer) => (Some(answer), None),
            Err(error) => (None, Some(error.outcome())),
        };
        Self { text, answer, outcome }
    }

    /// Whether the outcome allows that the sandbox keeps `count` things of this text.
    fn agrees_with(&self, count: usize) -> bool {
        match self.outcome {
            None => count == 1,
            Some(Outcome::Unknown) => count <= 1,
            Some(_) => count == 0,
        }
    }
}

#[derive(Default)]
struct Attempts {
    tickets: Vec<Attempt>,
    /// Each on the ticket with this number.
    notes: Vec<(String, Attempt)>,
    files: Vec<Attempt>,
}

/// Creates, acts and uploads until the sandbox is gone.
fn work(client: &Client, name: &str, killed: &AtomicBool) -> Attempts {
    let mut attempts = Attempts::default();
    for n in 0.. {
        if killed.load(Ordering::Relaxed) {
            break;
        }
        let text = format!("{name}-{n}");
        let attempt = Attempt::of(text.clone(), create(client, &text));
        if let Some(number) = attempt.answer.clone() {
            let noted = note(client, &number, &text).map(|()| number.clone());
            attempts.notes.push((number, Attempt::of(text.clone(), noted)));
        }
        attempts.tickets.push(attempt);
        if n % 5 == 0 {
            attempts.files.push(Attempt::of(text.clone(), upload(client, &text)));
        }
    }
    attempts
}

/// The sandbox is killed while clients work, and started again with the same folder,
/// several times.
#[test]
fn a_kill_under_load_loses_nothing_and_doubles_nothing() {
    const CLIENTS: usize = 6;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let arguments = ["--delay", "0", "--data", path];
    let mut all = Attempts::default();
    for seed in seeds("RANDOM_KILLS", 0..4) {
        let mut program = Program::start(&arguments);
        let pause = fastrand::Rng::with_seed(seed).u64(20..500);
        let killed = AtomicBool::new(false);
        thread::scope(|scope| {
            let workers: Vec<_> = (0..CLIENTS)
                .map(|n| {
                    let once = RetryPolicy::new().max_attempts(1);
                    let client = program.client().retry(once).build_blocking().unwrap();
                    let (name, killed) = (format!("{seed}-{n}"), &killed);
                    scope.spawn(move || work(&client, &name, killed))
                })
                .collect();
            thread::sleep(Duration::from_millis(pause));
            program.kill();
            killed.store(true, Ordering::Relaxed);
            for worker in workers {
                let Attempts { tickets, notes, files } = worker.join().unwrap();
                all.tickets.extend(tickets);
                all.notes.extend(notes);
                all.files.extend(files);
            }
        });

        let mut program = Program::start(&arguments);
        let client = program.client().build_blocking().unwrap();
        let mut found: HashMap<String, Vec<String>> = HashMap::new();
        for ticket in issues(&client) {
            let title = ticket["title"].as_str().unwrap().to_owned();
            let number = ticket["real_ticket_id"].as_str().unwrap().to_owned();
            found.entry(title).or_default().push(number);
        }
        for attempt in &all.tickets {
            let numbers = found.remove(&attempt.text).unwrap_or_default();
            assert!(attempt.agrees_with(numbers.len()), "{}: {numbers:?}", attempt.text);
            if let Some(number) = &attempt.answer {
                assert_eq!(numbers, [number.as_str()], "{}", attempt.text);
            }
        }
        assert!(found.is_empty(), "no client made {found:?}");
        for (number, attempt) in &all.notes {
            let found = comments(&client, number);
            let count = found.iter().filter(|it| **it == attempt.text).count();
            assert!(attempt.agrees_with(count), "{}: {found:?}", attempt.text);
        }
        for attempt in &all.files {
            if let Some(id) = &attempt.answer {
                assert_eq!(download(&client, id), attempt.text.as_bytes());
            }
        }
        program.kill();
    }
    let answered = all.tickets.iter().filter(|attempt| attempt.answer.is_some()).count();
    let unknown = |attempt: &&Attempt| attempt.outcome == Some(Outcome::Unknown);
    let unknown = all.tickets.iter().filter(unknown).count();
    println!(
        "{answered} tickets were answered for, {unknown} were not; {} notes, {} files",
        all.notes.len(),
        all.files.len()
    );
    assert!(answered > 20, "{answered}");
}
