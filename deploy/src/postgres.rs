//! One PostgreSQL server under control, for tests: made in a directory of its own, reachable through a socket there and
//! nowhere else, gone when dropped. It can be stopped, killed without warning and started again on the same data.
//! Limits: unix; needs the programs of a PostgreSQL installation (`/usr/lib/postgresql`, or those of `IOU_POSTGRES_BIN`);
//! as root it runs as `postgres` or `nobody`, since the server refuses root. Needs nothing but the standard library and
//! tempfile: the client's tests include this file as it is.

use std::{
    fs,
    io::{Error, Result, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// A start on a busy machine; after a kill the server recovers first.
const START_DEADLINE: Duration = Duration::from_secs(60);
/// How often a condition is looked at while waiting for it.
const POLL: Duration = Duration::from_millis(20);

/// Runs the server ("$2"…) in directory "$1" until standard input says `stop` or ends: a test that was killed leaves
/// neither a server nor its data behind.
const KEEPER: &str = r#"
directory=$1; shift
"$@" </dev/null >>"$directory/log" 2>&1 &
server=$!
echo "$server" >"$directory/pid"
word=
read -r word
kill -INT "$server" 2>/dev/null
wait "$server"
[ "$word" = stop ] || rm -rf "$directory"
"#;

/// A running server.
#[derive(Debug)]
pub struct Postgres {
    keeper: Option<Child>,
    directory: TempDir,
    user: Option<User>,
}

#[derive(Debug, Clone)]
struct User {
    uid: u32,
    gid: u32,
}

impl Postgres {
    /// Makes a cluster and starts its server.
    ///
    /// Errors: no PostgreSQL is installed; it does not start, with the end of its log.
    pub fn start() -> Result<Postgres> {
        let directory = tempfile::Builder::new().prefix("iou-pg-").tempdir()?;
        let user = other_user(directory.path())?;
        if let Some(user) = &user {
            std::os::unix::fs::chown(directory.path(), Some(user.uid), Some(user.gid))?;
        }
        let mut server = Postgres {
            keeper: None,
            directory,
            user,
        };
        let data = server.data();
        let made = server
            .command("initdb")?
            .args(["--auth=trust", "--username=iou", "--encoding=UTF8", "--no-sync"])
            .args(["--locale=C", "--pgdata"])
            .arg(&data)
            .output()?;
        if !made.status.success() {
            return Err(Error::other(String::from_utf8_lossy(&made.stderr).into_owned()));
        }
        server.restart()?;
        Ok(server)
    }

    /// Where clients connect: the database of that name.
    pub fn url(&self, database: &str) -> String {
        let socket = self.directory.path().display();
        format!("postgres://iou@localhost/{database}?host={socket}")
    }

    /// Makes an empty database and gives its URL.
    ///
    /// Errors: the server's own words.
    pub fn database(&self, name: &str) -> Result<String> {
        self.sql(&format!("CREATE DATABASE {name}"))?;
        Ok(self.url(name))
    }

    /// Runs a statement in the server's first database and gives what it prints.
    ///
    /// Errors: the server's own words.
    pub fn sql(&self, statement: &str) -> Result<String> {
        let out = self
            .command("psql")?
            .args([
                "--username=iou",
                "--dbname=postgres",
                "--no-psqlrc",
                "--tuples-only",
            ])
            .args(["--no-align", "--set=ON_ERROR_STOP=1", "--host"])
            .arg(self.directory.path())
            .args(["--command", statement])
            .output()?;
        if !out.status.success() {
            return Err(Error::other(String::from_utf8_lossy(&out.stderr).into_owned()));
        }
        Ok(String::from_utf8_lossy(&out.stdout).trim().to_owned())
    }

    /// Starts it again on the same data; a running one is killed first.
    ///
    /// Errors: it does not start, with the end of its log.
    pub fn restart(&mut self) -> Result<()> {
        self.kill()?;
        let mut keeper = self.as_user("sh");
        let _ = keeper.args(["-c", KEEPER, "postgres"]).arg(self.directory.path());
        let _ = keeper
            .arg(programs()?.join("postgres"))
            .arg("-D")
            .arg(self.data());
        // Nothing that a test makes has to outlive the machine.
        for setting in ["listen_addresses=", "fsync=off", "max_connections=60"] {
            let _ = keeper.arg("-c").arg(setting);
        }
        let _ = keeper.arg("-k").arg(self.directory.path());
        self.keeper = Some(keeper.stdin(Stdio::piped()).spawn()?);
        let deadline = Instant::now() + START_DEADLINE;
        while self.sql("SELECT 1").is_err() {
            if Instant::now() > deadline {
                let log = fs::read_to_string(self.directory.path().join("log")).unwrap_or_default();
                return Err(Error::other(log));
            }
            thread::sleep(POLL);
        }
        Ok(())
    }

    /// Asks the server to end, connections or not (a fast shutdown); the data stays.
    ///
    /// Errors: the system's.
    pub fn stop(&mut self) -> Result<()> {
        let Some(mut keeper) = self.keeper.take() else {
            return Ok(());
        };
        if let Some(mut input) = keeper.stdin.take() {
            // A server that has ended by itself has no keeper that reads.
            let _ = input.write_all(b"stop\n");
        }
        let _ended = keeper.wait()?;
        Ok(())
    }

    /// Kills the server and its processes at once (SIGKILL), as a power cut would; the data stays.
    ///
    /// Errors: the system's.
    pub fn kill(&mut self) -> Result<()> {
        let mut children = String::new();
        if self.keeper.is_some() {
            let pid = fs::read_to_string(self.directory.path().join("pid"))?;
            let pid = pid.trim();
            children = fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap_or_default();
            let kill = format!("kill -KILL {pid} {children}");
            let _sent = Command::new("sh").arg("-c").arg(kill).status()?;
        }
        self.stop()?;
        // While one of them is there, the memory that they share is, and no other server starts on the data.
        let deadline = Instant::now() + START_DEADLINE;
        let is_there = |pid| Path::new("/proc").join(pid).exists();
        while children.split_whitespace().any(is_there) && Instant::now() < deadline {
            thread::sleep(POLL);
        }
        Ok(())
    }

    fn data(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    fn command(&self, program: &str) -> Result<Command> {
        Ok(self.as_user(programs()?.join(program)))
    }

    fn as_user(&self, program: impl AsRef<Path>) -> Command {
        let mut command = match &self.user {
            None => Command::new(program.as_ref()),
            Some(user) => {
                let mut command = Command::new("setpriv");
                let _ = command
                    .arg(format!("--reuid={}", user.uid))
                    .arg(format!("--regid={}", user.gid))
                    .args(["--clear-groups", "--"])
                    .arg(program.as_ref());
                command
            }
        };
        let _ = command.current_dir(self.directory.path());
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // Already gone is as good.
        let _ = self.stop();
    }
}

/// The newest installation's programs.
fn programs() -> Result<PathBuf> {
    if let Some(given) = std::env::var_os("IOU_POSTGRES_BIN") {
        return Ok(given.into());
    }
    let mut found: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .map(|all| all.flatten().map(|version| version.path().join("bin")).collect())
        .unwrap_or_default();
    found.retain(|bin| bin.join("initdb").exists());
    found.sort();
    found.pop().ok_or_else(|| {
        Error::other("no PostgreSQL below /usr/lib/postgresql; IOU_POSTGRES_BIN names its programs")
    })
}

/// Whom the server runs as where we are root: whoever owns `ours` is we.
fn other_user(ours: &Path) -> Result<Option<User>> {
    use std::os::unix::fs::MetadataExt;
    if fs::metadata(ours)?.uid() != 0 {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd")?;
    let named = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut numbers = line.split(':').skip(2);
        let uid = numbers.next()?.parse().ok()?;
        let gid = numbers.next()?.parse().ok()?;
        Some(User { uid, gid })
    };
    let user = named("postgres").or_else(|| named("nobody"));
    user.map(Some)
        .ok_or_else(|| Error::other("PostgreSQL refuses root, and there is no other user"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_killed_server_comes_back_with_what_was_committed() {
        let mut server = Postgres::start().unwrap();
        assert!(server.database("other").unwrap().contains("/other?host="));
        let _ = server.sql("CREATE TABLE t AS SELECT 7 AS n").unwrap();
        server.kill().unwrap();
        assert!(server.sql("SELECT 1").is_err());
        server.restart().unwrap();
        assert_eq!(server.sql("SELECT n FROM t").unwrap(), "7");
        server.stop().unwrap();
        assert!(server.sql("SELECT 1").is_err());
    }
}
