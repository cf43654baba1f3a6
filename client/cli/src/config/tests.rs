//! Which layer wins, and what is said about a file that is wrong.

use super::*;

struct Home {
    dir: tempfile::TempDir,
    inputs: Inputs,
}

fn home(user: &str, project: &str) -> Home {
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
    Home { dir, inputs }
}

fn show(config: &Config, key: Key) -> (String, Origin) {
    let setting = config.get(key).expect("set");
    (setting.value.clone(), setting.origin.clone())
}

#[test]
fn flags_beat_the_environment_which_beats_the_project_which_beats_the_user() {
    let text = |url: &str| format!("[profile.local]\nurl = \"{url}\"\n");
    let mut home = home(&(text("ws://user") + "account = \"li\"\n"), &text("ws://project"));
    let config = Config::load(&home.inputs).unwrap();
    let project = home.inputs.project_dir.join(PROJECT_FILE);
    assert_eq!(
        show(&config, Key::Url),
        ("ws://project".into(), Origin::Project(project))
    );
    assert_eq!(
        show(&config, Key::Account),
        ("li".into(), Origin::User(home.inputs.home.join("config.toml")))
    );

    home.inputs.env.push(("IOU_URL".into(), "ws://env".into()));
    let config = Config::load(&home.inputs).unwrap();
    assert_eq!(
        show(&config, Key::Url),
        ("ws://env".into(), Origin::Env("IOU_URL".into()))
    );

    home.inputs.flags.push((Key::Url, "ws://flag".into()));
    let config = Config::load(&home.inputs).unwrap();
    assert_eq!(
        show(&config, Key::Url),
        ("ws://flag".into(), Origin::Flag("--url".into()))
    );
}

#[test]
fn without_any_file_the_local_profile_points_at_a_local_node() {
    let home = home("", "");
    let config = Config::load(&home.inputs).unwrap();
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
    let mut home = home(
        "",
        "default_profile = \"court\"\n[profile.court]\nurl = \"ws://court\"\n",
    );
    assert_eq!(Config::load(&home.inputs).unwrap().url().unwrap(), "ws://court");
    home.inputs.env.push(("IOU_PROFILE".into(), "elsewhere".into()));
    let error = Config::load(&home.inputs).unwrap().url().unwrap_err();
    assert_eq!(
        error,
        Error::ProfileUnknown {
            profile: "elsewhere".into(),
            known: "court".into()
        }
    );
    home.inputs.profile = Some("../x".into());
    assert_eq!(Config::load(&home.inputs).unwrap_err().code(), "config_value");
}

#[test]
fn an_unknown_or_wrong_value_is_refused_with_its_key_and_file() {
    for (text, part) in [
        ("[profile.local]\nurll = \"ws://x\"\n", "urll"),
        ("[profile.local]\nurl = 3\n", "url"),
        ("profil = 1\n", "profil"),
        ("[profile.local\n", "iou.toml"),
    ] {
        let home = home("", text);
        let error = Config::load(&home.inputs).unwrap_err().to_string();
        assert!(error.contains(part), "{text}: {error}");
        assert!(error.contains("iou.toml"), "{text}: {error}");
    }
    let home = home("", "[profile.local]\ngenesis = \"0x12\"\n");
    let error = Config::load(&home.inputs).unwrap().genesis().unwrap_err();
    assert_eq!(error.code(), "config_value");
    assert!(error.to_string().contains("iou.toml"), "{error}");
}

#[test]
fn a_command_writes_into_the_file_that_defines_the_profile_else_into_the_projects() {
    let mut home = home(
        "[profile.court]\nurl = \"ws://court\"\n",
        "[profile.home]\nurl = \"ws://home\"\n",
    );
    let file = |inputs: &Inputs| Config::load(inputs).unwrap().profile_file().unwrap();
    assert_eq!(file(&home.inputs), home.inputs.project_dir.join(PROJECT_FILE));
    home.inputs.profile = Some("court".into());
    assert_eq!(file(&home.inputs), home.inputs.home.join("config.toml"));
    assert!(home.dir.path().exists());
}

#[test]
fn writing_into_a_profile_keeps_comments_other_profiles_and_other_values() {
    let text = "# ours\ndefault_profile = \"local\"\n\n[profile.court] # theirs\nurl = \"ws://court\"\n\n[profile.local]\nurl = \"ws://here\" # node\ncontract = \"old\"\n";
    let home = home("", text);
    let path = home.inputs.project_dir.join(PROJECT_FILE);
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
    let config = Config::load(&home.inputs).unwrap();
    assert_eq!(config.genesis().unwrap(), Some(Hash::from([0xab; 32])));
}

#[test]
fn concurrent_writers_lose_nothing() {
    let home = home("", "");
    let path = home.inputs.project_dir.join(PROJECT_FILE);
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
    let home = home("", "[profile.local\n");
    let path = home.inputs.project_dir.join(PROJECT_FILE);
    assert_eq!(
        edit::set(&path, "local", &[(Key::Url, "ws://x")])
            .unwrap_err()
            .code(),
        "toml"
    );
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "[profile.local\n");
}

#[test]
fn a_profile_can_name_several_nodes() {
    let several = "[profile.local]\nurl = [\"wss://a.example/key\", \"wss://b.example\"]\n";
    let home = home("", several);
    let config = Config::load(&home.inputs).unwrap();
    let urls: Vec<&str> = iou_files::redact::listed(config.url().unwrap()).collect();
    assert_eq!(urls, ["wss://a.example/key", "wss://b.example"]);
    assert_eq!(
        iou_files::redact::addresses(config.url().unwrap()),
        "wss://a.example/…, wss://b.example"
    );
}

#[test]
fn what_a_profile_knows_of_its_chain_is_read_with_or_without_quotation_marks_and_as_it_was_written() {
    for (decimals, prefix) in [("12", "42"), ("\"12\"", "\"42\"")] {
        let text = format!(
            "[profile.local]\ntoken_symbol = \"IOU\"\ntoken_decimals = {decimals}\nss58_prefix = {prefix}\n"
        );
        let pins = Config::load(&home("", &text).inputs).unwrap().pins().unwrap();
        assert_eq!((pins.token_decimals, pins.ss58_prefix), (Some(12), Some(42)));
        assert_eq!(pins.missing(), ["genesis", "chain_type"]);
    }
    let home = home("", "");
    let path = home.inputs.project_dir.join(PROJECT_FILE);
    edit::set(
        &path,
        "local",
        &[(Key::TokenDecimals, "12"), (Key::TokenSymbol, "12")],
    )
    .unwrap();
    let written = std::fs::read_to_string(&path).unwrap();
    assert!(written.contains("token_decimals = 12\n"), "{written}");
    assert!(written.contains("token_symbol = \"12\"\n"), "{written}");
    let pins = Config::load(&home.inputs).unwrap().pins().unwrap();
    assert_eq!(pins.token_symbol.as_deref(), Some("12"));
}

#[test]
fn a_number_that_no_chain_has_is_refused_by_the_name_of_its_setting() {
    for wrong in ["256", "\"twelve\"", "\"\"", "\"-1\"", "\"1e1\""] {
        let home = home("", &format!("[profile.local]\ntoken_decimals = {wrong}\n"));
        let error = Config::load(&home.inputs).unwrap().pins().unwrap_err();
        assert_eq!(error.code(), "config_value", "{wrong}");
        assert!(error.to_string().contains("token_decimals"), "{error}");
    }
    let home = home("", "[profile.local]\ntoken_decimals = -1\n");
    assert!(Config::load(&home.inputs).is_err());
}

#[test]
fn a_settings_file_as_windows_and_chinese_input_methods_write_it_is_read_with_its_origin() {
    let home = home("", "");
    let path = home.inputs.project_dir.join(PROJECT_FILE);
    let typed = "\u{feff}［profile.local］\r\nurl ＝ “ws://there”\r\n";
    std::fs::write(&path, typed).unwrap();
    let config = Config::load(&home.inputs).unwrap();
    assert_eq!(config.url().unwrap(), "ws://there");
    let setting = config.get(Key::Url).unwrap();
    assert_eq!(setting.origin, Origin::Project(path.clone()));
    std::fs::write(&path, "[profile.local\n").unwrap();
    let error = Config::load(&home.inputs).unwrap_err();
    assert_eq!(
        (error.code().as_str(), error.details()["line"].as_str()),
        ("toml", Some("1"))
    );
    let chinese = error.message(&iou_base::Text::new(iou_base::text::Lang::Zh));
    assert!(
        chinese.contains("第 1 行") && chinese.contains("方括号"),
        "{chinese}"
    );
}
