//! Which layer wins, and what is said about a file that is wrong.

use super::*;

struct Place {
    dir: tempfile::TempDir,
    inputs: Inputs,
}

fn place(user: &str, project: &str) -> Place {
    let dir = tempfile::tempdir().unwrap();
    let inputs = Inputs {
        home: dir.path().join("home"),
        project_dir: dir.path().join("project"),
        ..Inputs::default()
    };
    for (dir, file, text) in [
        (&inputs.home, "config.toml", user),
        (&inputs.project_dir, PROJECT_FILE, project),
    ] {
        std::fs::create_dir_all(dir).unwrap();
        if !text.is_empty() {
            std::fs::write(dir.join(file), text).unwrap();
        }
    }
    Place { dir, inputs }
}

fn show(config: &Config, key: Key) -> (String, Origin) {
    let setting = config.get(key).expect("set");
    (setting.value.clone(), setting.origin.clone())
}

#[test]
fn flags_beat_the_environment_which_beats_the_project_which_beats_the_user() {
    let text = |url: &str| format!("[profile.local]\nurl = \"{url}\"\n");
    let mut place = place(&(text("ws://user") + "account = \"li\"\n"), &text("ws://project"));
    let config = Config::load(&place.inputs).unwrap();
    let project = place.inputs.project_dir.join(PROJECT_FILE);
    assert_eq!(
        show(&config, Key::Url),
        ("ws://project".into(), Origin::Project(project))
    );
    assert_eq!(
        show(&config, Key::Account),
        ("li".into(), Origin::User(place.inputs.home.join("config.toml")))
    );

    place.inputs.env.push(("IOU_URL".into(), "ws://env".into()));
    let config = Config::load(&place.inputs).unwrap();
    assert_eq!(
        show(&config, Key::Url),
        ("ws://env".into(), Origin::Env("IOU_URL".into()))
    );

    place.inputs.flags.push((Key::Url, "ws://flag".into()));
    let config = Config::load(&place.inputs).unwrap();
    assert_eq!(
        show(&config, Key::Url),
        ("ws://flag".into(), Origin::Flag("--url".into()))
    );
}

#[test]
fn without_any_file_the_local_profile_points_at_a_local_node() {
    let place = place("", "");
    let config = Config::load(&place.inputs).unwrap();
    assert_eq!(
        config.profile,
        Setting {
            value: "local".into(),
            origin: Origin::Default
        }
    );
    assert_eq!(show(&config, Key::Url), (DEFAULT_URL.into(), Origin::Default));
    assert_eq!(config.contract().unwrap_err().code(), "config_missing");
}

#[test]
fn the_profile_is_chosen_by_flag_environment_then_file_and_an_unknown_one_is_named() {
    let mut place = place(
        "",
        "default_profile = \"court\"\n[profile.court]\nurl = \"ws://court\"\n",
    );
    assert_eq!(Config::load(&place.inputs).unwrap().url().unwrap(), "ws://court");
    place.inputs.env.push(("IOU_PROFILE".into(), "elsewhere".into()));
    let error = Config::load(&place.inputs).unwrap().url().unwrap_err();
    assert_eq!(
        error,
        Error::ProfileUnknown {
            profile: "elsewhere".into(),
            known: "court".into()
        }
    );
    place.inputs.profile = Some("../x".into());
    assert_eq!(Config::load(&place.inputs).unwrap_err().code(), "config_value");
}

#[test]
fn an_unknown_or_wrong_value_is_refused_with_its_key_and_file() {
    for (text, part) in [
        ("[profile.local]\nurll = \"ws://x\"\n", "urll"),
        ("[profile.local]\nurl = 3\n", "url"),
        ("profil = 1\n", "profil"),
        ("[profile.local\n", "iou.toml"),
    ] {
        let place = place("", text);
        let error = Config::load(&place.inputs).unwrap_err().to_string();
        assert!(error.contains(part), "{text}: {error}");
        assert!(error.contains("iou.toml"), "{text}: {error}");
    }
    let place = place("", "[profile.local]\ngenesis = \"0x12\"\n");
    let error = Config::load(&place.inputs).unwrap().genesis().unwrap_err();
    assert_eq!(error.code(), "config_value");
    assert!(error.to_string().contains("iou.toml"), "{error}");
}

#[test]
fn a_command_writes_into_the_file_that_defines_the_profile_else_into_the_projects() {
    let mut place = place(
        "[profile.court]\nurl = \"ws://court\"\n",
        "[profile.home]\nurl = \"ws://home\"\n",
    );
    let file = |inputs: &Inputs| Config::load(inputs).unwrap().profile_file().unwrap();
    assert_eq!(file(&place.inputs), place.inputs.project_dir.join(PROJECT_FILE));
    place.inputs.profile = Some("court".into());
    assert_eq!(file(&place.inputs), place.inputs.home.join("config.toml"));
    assert!(place.dir.path().exists());
}

#[test]
fn writing_into_a_profile_keeps_comments_other_profiles_and_other_values() {
    let text = "# ours\ndefault_profile = \"local\"\n\n[profile.court] # theirs\nurl = \"ws://court\"\n\n[profile.local]\nurl = \"ws://here\" # node\ncontract = \"old\"\n";
    let place = place("", text);
    let path = place.inputs.project_dir.join(PROJECT_FILE);
    let genesis = format!("0x{}", "ab".repeat(32));
    edit::set(
        &path,
        "local",
        &[(Key::Contract, "new"), (Key::Genesis, &genesis)],
    )
    .unwrap();
    edit::set(&path, "fresh", &[(Key::Url, "ws://fresh")]).unwrap();
    let written = std::fs::read_to_string(&path).unwrap();
    for kept in [
        "# ours",
        "[profile.court] # theirs",
        "url = \"ws://here\" # node",
        "contract = \"new\"",
        "[profile.fresh]",
    ] {
        assert!(written.contains(kept), "{kept} is missing in\n{written}");
    }
    let config = Config::load(&place.inputs).unwrap();
    assert_eq!(config.genesis().unwrap(), Some(Hash::from([0xab; 32])));
}

#[test]
fn concurrent_writers_lose_nothing() {
    let place = place("", "");
    let path = place.inputs.project_dir.join(PROJECT_FILE);
    std::thread::scope(|scope| {
        for i in 0..8 {
            let path = &path;
            scope.spawn(move || edit::set(path, &format!("p{i}"), &[(Key::Url, "ws://x")]).unwrap());
        }
    });
    let figment = Figment::from(Toml::file_exact(&path));
    assert_eq!(profile_names(&figment).len(), 8);
}

#[test]
fn a_file_that_is_not_toml_is_left_as_it_is() {
    let place = place("", "[profile.local\n");
    let path = place.inputs.project_dir.join(PROJECT_FILE);
    assert_eq!(
        edit::set(&path, "local", &[(Key::Url, "ws://x")])
            .unwrap_err()
            .code(),
        "config"
    );
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "[profile.local\n");
}
