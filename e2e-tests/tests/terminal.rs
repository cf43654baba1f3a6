//! What the program asks on a terminal: a password that is typed in silence, broken off, or left empty. A real terminal, and
//! its state asked of `stty` afterwards.

use std::time::Duration;

use anyhow::Result;
use deploy::paths;
use rexpect::session::{spawn_command, PtySession};

const LIMIT: Option<u64> = Some(Duration::from_secs(60).as_millis() as u64);

/// A shell on a new terminal in which `iou` has a home of its own.
fn shell(home: &tempfile::TempDir, script: &str) -> Result<PtySession> {
    let mut command = std::process::Command::new("sh");
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("IOU_")) {
        command.env_remove(name);
    }
    command
        .args(["-c", script])
        .env("IOU", paths::binary("iou")?)
        .env("IOU_HOME", home.path())
        .env("LC_ALL", "C.UTF-8")
        .current_dir(home.path());
    Ok(spawn_command(command, LIMIT)?)
}

#[test]
fn a_terminal_shows_again_what_is_typed_after_a_password_was_broken_off() -> Result<()> {
    for stop in ['c', '\\'] {
        let home = tempfile::tempdir()?;
        let mut session = shell(
            &home,
            "stty -a > before; \"$IOU\" account new li; echo exit=$?; stty -a > after; echo over",
        )?;
        session.exp_string("New password for li")?;
        session.send("half of a secr")?;
        session.flush()?;
        session.send_control(stop)?;
        session.exp_string("exit=1")?;
        session.exp_string("over")?;
        let state = |name: &str| std::fs::read_to_string(home.path().join(name));
        assert_eq!(state("before")?, state("after")?, "{stop}");
        assert!(!home.path().join("keystores").exists(), "nothing was made");
    }
    Ok(())
}

#[test]
fn an_empty_answer_is_answered_and_a_second_one_that_differs_too() -> Result<()> {
    let home = tempfile::tempdir()?;
    let mut session = shell(&home, "\"$IOU\" account new li; echo exit=$?")?;
    session.exp_string("New password for li")?;
    session.send_line("")?;
    session.exp_string("Nothing was typed")?;
    session.exp_string("New password for li")?;
    session.send_line("a secret 密码")?;
    session.exp_string("Once more")?;
    session.send_line("another")?;
    session.exp_string("not the same")?;
    for question in ["New password for li", "Once more"] {
        session.exp_string(question)?;
        session.send_line("a secret 密码")?;
    }
    let shown = session.exp_string("exit=0")?;
    assert!(!shown.contains("a secret"), "{shown}");
    Ok(())
}
