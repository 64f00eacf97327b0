//! The folder of data: an embedded database, which one process at a time has open. No
//! other file names the database. The time of each write belongs to `journal`.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::{fmt, io};

use bytes::Bytes;
use redb::{
    Database, ReadableDatabase as _, ReadableTable as _, TableDefinition, TableError,
};

/// The version of the tables and of the JSON in them. A change of either is another one.
const FORMAT: u64 = 2;
const DATABASE: &str = "tickets.redb";
const LOCK: &str = "lock";
/// The most bytes of the database that the process holds in memory beside the tickets.
const CACHE: usize = 16 * 1024 * 1024;

/// `format`: the version. `count`: how many tickets were ever made.
const ABOUT: TableDefinition<'_, &str, u64> = TableDefinition::new("about");
const TICKETS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("tickets");
/// The key is the count of the ticket, and the place of the lines in its history.
const RECORDS: TableDefinition<'_, (u64, u64), &[u8]> = TableDefinition::new("records");
const FILES: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("files");

/// A change of the data.
#[derive(Debug)]
pub(super) enum Row {
    /// A ticket as JSON, with its count.
    Ticket(u64, Vec<u8>),
    /// Lines of the history of a ticket, with its count and their place.
    Records(u64, u64, Vec<u8>),
    /// A ticket that is gone, with its history.
    Removed(u64),
    /// A file with its id.
    File(String, Bytes),
}

/// The reason why a folder of data cannot be used.
#[derive(Debug)]
struct DataError {
    folder: PathBuf,
    problem: String,
}

impl fmt::Display for DataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the data in {}: {}", self.folder.display(), self.problem)
    }
}

impl std::error::Error for DataError {}

/// A folder of data that this process has open.
pub(super) struct DataFolder {
    folder: PathBuf,
    database: Database,
    /// Its lock ends with the process, however that ends.
    _lock: File,
}

impl fmt::Debug for DataFolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DataFolder")
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

impl DataFolder {
    /// Opens a folder, and makes it if there is none.
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        let fail = |problem: String| {
            io::Error::other(DataError { folder: folder.to_owned(), problem })
        };
        let cannot_write =
            |error: io::Error| fail(format!("the folder cannot be written: {error}"));
        fs::create_dir_all(folder).map_err(cannot_write)?;
        let mut options = File::options();
        let lock = options.create(true).truncate(false).write(true);
        let lock = lock.open(folder.join(LOCK)).map_err(cannot_write)?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => fail("another sandbox has it open".to_owned()),
            TryLockError::Error(error) => cannot_write(error),
        })?;
        let path = folder.join(DATABASE);
        let is_new = !path.try_exists().map_err(cannot_write)?;
        // A database is there once it is whole: a kill leaves none, or all of it.
        let created = folder.join(format!("{DATABASE}.new"));
        if is_new {
            match fs::remove_file(&created) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(cannot_write(error));
                }
                _ => {}
            }
            create(&created).map_err(|error| fail(error.to_string()))?;
            fs::rename(&created, &path).map_err(cannot_write)?;
        }
        let database = Database::builder().set_cache_size(CACHE).open(&path);
        let database = database
            .map_err(|error| fail(format!("{DATABASE} cannot be read: {error}")))?;
        match format(&database).map_err(|error| fail(error.to_string()))? {
            Some(FORMAT) => {
                Ok(Self { folder: folder.to_owned(), database, _lock: lock })
            }
            Some(other) => Err(fail(format!(
                "it has the format {other}, and this program reads the format {FORMAT}: take \
                 another folder, or the program that wrote it"
            ))),
            None => Err(fail(format!("{DATABASE} is no database of a sandbox"))),
        }
    }

    /// Reads all rows, those of tickets before those of their histories, and returns the
    /// count of the newest ticket that ever was.
    pub(super) fn read(
        &self,
        take: &mut dyn FnMut(Row) -> Result<(), String>,
    ) -> io::Result<u64> {
        self.rows(take).map_err(|problem| {
            io::Error::other(DataError { folder: self.folder.clone(), problem })
        })
    }

    fn rows(
        &self,
        take: &mut dyn FnMut(Row) -> Result<(), String>,
    ) -> Result<u64, String> {
        fn text(error: impl Into<redb::Error>) -> String {
            error.into().to_string()
        }
        let transaction = self.database.begin_read().map_err(text)?;
        let tickets = transaction.open_table(TICKETS).map_err(text)?;
        for row in tickets.iter().map_err(text)? {
            let (count, ticket) = row.map_err(text)?;
            take(Row::Ticket(count.value(), ticket.value().to_vec()))?;
        }
        let records = transaction.open_table(RECORDS).map_err(text)?;
        for row in records.iter().map_err(text)? {
            let (key, lines) = row.map_err(text)?;
            let (count, at) = key.value();
            take(Row::Records(count, at, lines.value().to_vec()))?;
        }
        let files = transaction.open_table(FILES).map_err(text)?;
        for row in files.iter().map_err(text)? {
            let (id, content) = row.map_err(text)?;
            let content = Bytes::copy_from_slice(content.value());
            take(Row::File(id.value().to_owned(), content))?;
        }
        let about = transaction.open_table(ABOUT).map_err(text)?;
        let count = about.get("count").map_err(text)?;
        Ok(count.map_or(0, |count| count.value()))
    }

    /// Writes rows, all or none of them. When it returns, they are on the disk.
    pub(super) fn write(&self, count: u64, rows: &[Row]) -> Result<(), redb::Error> {
        let transaction = self.database.begin_write()?;
        {
            let mut tickets = transaction.open_table(TICKETS)?;
            let mut records = transaction.open_table(RECORDS)?;
            let mut files = transaction.open_table(FILES)?;
            transaction.open_table(ABOUT)?.insert("count", count)?;
            for row in rows {
                match row {
                    Row::Ticket(count, ticket) => {
                        tickets.insert(count, ticket.as_slice())?;
                    }
                    Row::Records(count, at, lines) => {
                        records.insert((*count, *at), lines.as_slice())?;
                    }
                    Row::Removed(count) => {
                        tickets.remove(count)?;
                        let all = (*count, 0)..=(*count, u64::MAX);
                        records.retain_in(all, |_, _| false)?;
                    }
                    Row::File(id, content) => {
                        files.insert(id.as_str(), content.as_ref())?;
                    }
                }
            }
        }
        transaction.commit()?;
        Ok(())
    }
}

/// Makes an empty database.
fn create(path: &Path) -> Result<(), redb::Error> {
    let database = Database::create(path)?;
    let transaction = database.begin_write()?;
    {
        transaction.open_table(ABOUT)?.insert("format", FORMAT)?;
        transaction.open_table(TICKETS)?;
        transaction.open_table(RECORDS)?;
        transaction.open_table(FILES)?;
    }
    transaction.commit()?;
    Ok(())
}

/// The version of the data, if the database is that of a sandbox.
fn format(database: &Database) -> Result<Option<u64>, redb::Error> {
    let about = match database.begin_read()?.open_table(ABOUT) {
        Ok(about) => about,
        Err(TableError::TableDoesNotExist(_)) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    Ok(about.get("format")?.map(|format| format.value()))
}
