//! Container, compose, proxy and monitoring files through the eyes of the programs that read them: what no schema finds is
//! found by running them. Where such a program is missing, nothing is checked, and the test says so.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use deploy::{
    node::{Node, NodeSettings},
    paths, rpc,
};
use serde_json::Value;

const PATIENCE: Duration = Duration::from_secs(30);

fn deploy_dir() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A program that deploy/tools.sh unpacked, or an installed one.
fn tool(name: &str) -> Option<PathBuf> {
    let unpacked = paths::target_dir().unwrap().join("tools/debian/usr");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let places = ["bin", "sbin"].map(|dir| unpacked.join(dir));
    let found = places
        .into_iter()
        .chain(std::env::split_paths(&path))
        .map(|dir| dir.join(name))
        .find(|path| path.is_file());
    if found.is_none() {
        eprintln!("*** NO {name} ON THIS MACHINE (make setup): ITS CONFIGURATION WAS NOT CHECKED ***");
    }
    found
}

fn succeeded(output: &Output) {
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
}

fn promtool(args: &[&str]) -> Option<Output> {
    let mut command = Command::new(tool("promtool")?);
    Some(
        command
            .args(args)
            .current_dir(deploy_dir().join("monitoring"))
            .output()
            .unwrap(),
    )
}

#[test]
fn prometheus_accepts_scrape_configuration_and_alerts_and_these_ring_when_they_should() {
    for args in [
        &["check", "config", "prometheus.yml"][..],
        &["check", "rules", "alerts.yml"],
        &["test", "rules", "alerts.test.yml"],
    ] {
        let Some(output) = promtool(args) else { return };
        succeeded(&output);
    }
}

#[test]
fn prometheus_would_notice_an_alert_that_never_rings() {
    let dir = tempfile::tempdir().unwrap();
    for name in ["alerts.yml", "alerts.test.yml"] {
        let text = fs::read_to_string(deploy_dir().join("monitoring").join(name)).unwrap();
        fs::write(dir.path().join(name), text.replace("[5m]) == 0", "[5m]) < 0")).unwrap();
    }
    let Some(promtool) = tool("promtool") else { return };
    let output = Command::new(promtool)
        .args(["test", "rules", "alerts.test.yml"])
        .current_dir(dir.path())
        .output()
        .unwrap();
    assert!(!output.status.success(), "{output:?}");
}

/// All names of metrics in the expressions of alerts and dashboard.
fn metrics_used() -> BTreeSet<String> {
    let monitoring = deploy_dir().join("monitoring");
    let dashboard: Value =
        serde_json::from_slice(&fs::read(monitoring.join("dashboard.json")).unwrap()).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let targets = panels
        .iter()
        .filter_map(|panel| panel["targets"].as_array())
        .flatten();
    let mut expressions: Vec<String> = targets
        .map(|it| it["expr"].as_str().unwrap().to_owned())
        .collect();
    assert!(expressions.len() > 20, "{expressions:?}");
    let alerts = fs::read_to_string(monitoring.join("alerts.yml")).unwrap();
    let lines = alerts.lines().filter(|line| !line.trim_start().starts_with('#'));
    expressions.extend(lines.map(str::to_owned));
    let words = expressions
        .iter()
        .flat_map(|it| it.split(|c: char| !c.is_ascii_alphanumeric() && c != '_'));
    words
        .filter(|word| {
            ["substrate_", "iou_", "process_"]
                .iter()
                .any(|prefix| word.starts_with(prefix))
        })
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_metric_of_alerts_and_dashboard_is_one_that_node_or_client_really_exports() {
    let port = free_port();
    // A validator of a network of four: a development node guards no votes, and so does not count them.
    let arguments = ["--alice", "--port", "0", "--prometheus-port", &port.to_string()];
    let node = Node::start_with(NodeSettings {
        chain: Some("local".into()),
        arguments: arguments.map(Into::into).into(),
        ..NodeSettings::default()
    })
    .unwrap();
    // The client's are listed in the operator's manual, and a test of the client holds that list against its code.
    let manual = fs::read_to_string(deploy_dir().join("../docs/services.md")).unwrap();
    let listed: BTreeSet<&str> = manual
        .split('`')
        .filter(|it| it.starts_with("iou_") || it.starts_with("process_"))
        .map(|it| it.split('{').next().unwrap())
        .collect();
    let used = metrics_used();
    assert!(used.len() > 25, "{used:?}");
    // The voter begins to count a little after the node answers.
    let deadline = Instant::now() + PATIENCE;
    loop {
        let exported = rpc::get((Ipv4Addr::LOCALHOST, port).into(), "/metrics").unwrap();
        let known: BTreeSet<&str> = exported
            .lines()
            .filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next())
            .chain(listed.iter().copied())
            .collect();
        let unknown: Vec<_> = used
            .iter()
            .filter(|name| {
                let of_histogram = name.trim_end_matches("_bucket");
                !known.contains(name.as_str()) && !known.contains(of_histogram)
            })
            .collect();
        if unknown.is_empty() {
            break;
        }
        assert!(Instant::now() < deadline, "nobody exports {unknown:?}");
        thread::sleep(Duration::from_millis(100));
    }
    drop(node);
}

fn lint(container: &Path, services: &Path) -> Option<Output> {
    let lint = deploy_dir().join("lint");
    if !lint.join("node_modules").is_dir() {
        eprintln!(
            "*** deploy/lint HAS NO PACKAGES (make modules): CONTAINER AND COMPOSE FILE WERE NOT CHECKED ***"
        );
        return None;
    }
    let mut command = Command::new("node");
    Some(
        command
            .arg(lint.join("lint.mjs"))
            .args([container, services])
            .output()
            .unwrap(),
    )
}

#[test]
fn container_and_compose_file_are_valid_and_publish_no_inner_port() {
    let dir = deploy_dir().join("container");
    let Some(output) = lint(&dir.join("Dockerfile"), &dir.join("compose.yaml")) else {
        return;
    };
    succeeded(&output);
}

#[test]
fn the_compose_file_of_the_page_is_valid_and_publishes_no_inner_port() {
    let dir = deploy_dir();
    let services = dir.join("../examples/page/compose.yaml");
    let Some(output) = lint(&dir.join("container/Dockerfile"), &services) else {
        return;
    };
    succeeded(&output);
}

#[test]
fn a_misspelt_instruction_and_a_misspelt_key_would_be_found() {
    let (from, dir) = (deploy_dir().join("container"), tempfile::tempdir().unwrap());
    let change = |name: &str, old: &str, new: &str| {
        let text = fs::read_to_string(from.join(name)).unwrap();
        let path = dir.path().join(name);
        fs::write(&path, text.replacen(old, new, 1)).unwrap();
        path
    };
    let container = change("Dockerfile", "USER", "USR");
    let services = change("compose.yaml", "networks: [data]", "network: [data]");
    let Some(output) = lint(&container, &services) else {
        return;
    };
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        !output.status.success() && said.contains("USR") && said.contains("additional"),
        "{said}"
    );
}

/// A proxy with a certificate of its own, killed when dropped.
struct Proxy {
    process: Child,
    port: u16,
    dir: tempfile::TempDir,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // Its workers end with it.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// nginx with deploy/proxy in front of a node, on a free port. `None` where there is no nginx.
fn proxy(node: &Node) -> Option<Proxy> {
    proxy_to(&node.address().to_string())
}

/// The same in front of any server.
fn proxy_to(address: &str) -> Option<Proxy> {
    proxy_by(
        "proxy/iou-rpc.conf",
        &[("${IOU_RPC_NAME}", "localhost"), ("${IOU_NODE}", address)],
    )
}

/// nginx with that file, its names filled in, on a free port.
fn proxy_by(file: &str, names: &[(&str, &str)]) -> Option<Proxy> {
    let nginx = tool("nginx")?;
    let dir = tempfile::tempdir().unwrap();
    let (port, plain) = (free_port(), free_port());
    let root = dir.path().display().to_string();
    let certificate = Command::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "1",
        ])
        .args(["-subj", "/CN=localhost", "-keyout"])
        .arg(dir.path().join("privkey.pem"))
        .arg("-out")
        .arg(dir.path().join("fullchain.pem"))
        .output()
        .unwrap();
    succeeded(&certificate);
    let site = fs::read_to_string(deploy_dir().join(file)).unwrap();
    let site = names
        .iter()
        .fold(site, |site, (name, value)| site.replace(name, value))
        .replace("${IOU_TLS}", &root)
        .replace("/var/log/nginx", &root)
        .replace("listen 443 ssl", &format!("listen 127.0.0.1:{port} ssl"))
        .replace("listen 80;", &format!("listen 127.0.0.1:{plain};"))
        .replace("listen [::]:443 ssl;", "")
        .replace("listen [::]:80;", "");
    assert!(!site.contains("${"), "a name is not filled in: {site}");
    fs::write(dir.path().join("site.conf"), site).unwrap();
    let kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let places: String = kinds
        .iter()
        .map(|kind| format!("{kind}_temp_path {root}/{kind};\n"))
        .collect();
    let main = format!(
        "daemon off; pid {root}/pid; error_log stderr warn; worker_processes 1;\nevents {{ }}\n\
         http {{ access_log {root}/access.log; error_log {root}/error.log;\n{places} include {root}/site.conf; }}\n"
    );
    let config = dir.path().join("nginx.conf");
    fs::write(&config, main).unwrap();
    let run = |more: &[&str]| {
        let mut command = Command::new(&nginx);
        command
            .args(["-e", "stderr", "-p", &root, "-c"])
            .arg(&config)
            .args(more);
        command
    };
    succeeded(&run(&["-t"]).output().unwrap());
    let process = run(&[]).stderr(Stdio::null()).spawn().unwrap();
    let proxy = Proxy { process, port, dir };
    let deadline = Instant::now() + PATIENCE;
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        assert!(Instant::now() < deadline, "nginx does not listen");
        thread::sleep(Duration::from_millis(20));
    }
    Some(proxy)
}

impl Proxy {
    /// All that it has written into logs, its own and those of every other site on the machine.
    fn logs(&self) -> String {
        let entries = fs::read_dir(self.dir.path()).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        let logs = paths.filter(|path| path.extension().is_some_and(|end| end == "log"));
        logs.map(|path| fs::read_to_string(path).unwrap()).collect()
    }

    /// Sends these requests over one TLS connection and gives the status of each answer.
    fn ask(&self, requests: &[u8]) -> Vec<String> {
        let mut client = Command::new("openssl")
            .args([
                "s_client",
                "-quiet",
                "-connect",
                &format!("127.0.0.1:{}", self.port),
            ])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        client.stdin.take().unwrap().write_all(requests).unwrap();
        let output = client.wait_with_output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.split("HTTP/1.1 ")
            .skip(1)
            .map(|answer| answer.split(' ').next().unwrap().to_owned())
            .collect()
    }
}

fn request(last: bool) -> String {
    let body = r#"{"jsonrpc":"2.0","id":1,"method":"system_chain","params":[]}"#;
    let connection = if last { "close" } else { "keep-alive" };
    format!(
        "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: {connection}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

#[test]
fn the_proxy_serves_the_node_over_tls_and_limits_a_burst() {
    // A replica, started as rpc.env.example has it: other than a development node it looks at the name it is called by.
    let example = fs::read_to_string(deploy_dir().join("systemd/rpc.env.example")).unwrap();
    let flags = example.split_once("IOU_NODE_ARGS=").unwrap().1;
    let flags = flags.split_whitespace().skip_while(|it| *it != "--rpc-methods");
    let node = Node::start_with(NodeSettings {
        chain: Some("local".into()),
        arguments: ["--port", "0"].into_iter().chain(flags).map(Into::into).collect(),
        ..NodeSettings::default()
    })
    .unwrap();
    let Some(proxy) = proxy(&node) else { return };
    assert_eq!(proxy.ask(request(true).as_bytes()), ["200"]);
    // Nothing but the node's own path.
    let page = "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    assert_eq!(proxy.ask(page.as_bytes()), ["404"]);
    // A client that connects as subxt and polkadot-js do.
    let socket = "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
                  Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    // Then the frame that ends the conversation: final, close, masked with nought, empty (RFC 6455).
    let closing = [0x88, 0x80, 0, 0, 0, 0];
    assert_eq!(
        proxy
            .ask(&[socket.as_bytes(), &closing].concat())
            .first()
            .map(String::as_str),
        Some("101")
    );
    // 200 at once: 40 may burst, the rate lets a few more through, the others are told to slow down.
    let many: String = (0..200).map(|n| request(n == 199)).collect();
    let answers = proxy.ask(many.as_bytes());
    let limited = answers.iter().filter(|it| *it == "429").count();
    let served = answers.iter().filter(|it| *it == "200").count();
    assert!(
        served >= 20 && limited >= 100,
        "{served} served, {limited} limited of {}",
        answers.len()
    );
    // Whom it served and refused stands nowhere; how often does.
    let logs = proxy.logs();
    assert!(
        logs.contains(" POST 429 ") && !logs.contains("127.0.0.1"),
        "{logs}"
    );
}

/// A header that the node takes a client's address from.
/// Source: polkadot-sdk, substrate/client/rpc-servers/src/utils.rs.
const ADDRESS_HEADERS: [&str; 3] = ["Forwarded", "X-Forwarded-For", "X-Real-IP"];

#[test]
fn the_proxy_passes_on_no_address_that_a_client_made_up() {
    let site = fs::read_to_string(deploy_dir().join("proxy/iou-rpc.conf")).unwrap();
    let directives: Vec<Vec<&str>> = site
        .lines()
        .filter_map(|line| line.trim().strip_suffix(';'))
        .map(|line| line.split_whitespace().collect())
        .filter(|words: &Vec<&str>| words.first() == Some(&"proxy_set_header"))
        .collect();
    for header in ADDRESS_HEADERS {
        let set: Vec<_> = directives.iter().filter(|words| words[1] == header).collect();
        assert_eq!(set.len(), 1, "{header} is set once");
        // Emptied, or the address of the connection alone: never the client's own word before it.
        assert!(matches!(set[0][2], "\"\"" | "$remote_addr"), "{header}: {set:?}");
    }
    // Seen from behind the proxy: what arrives there.
    let Some(seen) = headers_behind_the_proxy() else {
        return;
    };
    for made_up in ["203.0.113.9", "for=127.0.0.1"] {
        assert!(!seen.contains(made_up), "{seen}");
    }
    assert!(
        seen.to_ascii_lowercase().contains("x-real-ip: 127.0.0.1"),
        "{seen}"
    );
}

/// What a server behind the proxy gets of a request that claims other addresses.
fn headers_behind_the_proxy() -> Option<String> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let proxy = proxy_to(&listener.local_addr().unwrap().to_string())?;
    let serving = answer_once(listener);
    let request = "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nForwarded: for=127.0.0.1\r\n\
                   forwarded: for=203.0.113.9;proto=https\r\nX-Forwarded-For: 203.0.113.9\r\nX-Real-IP: 203.0.113.9\r\n\
                   Content-Length: 2\r\n\r\n{}";
    assert_eq!(proxy.ask(request.as_bytes()), ["200"]);
    Some(serving.join().unwrap())
}

/// A server that answers one request with nothing much, and gives the request's head.
fn answer_once(listener: TcpListener) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut got = Vec::new();
        let mut buffer = [0; 4096];
        while !got.windows(4).any(|four| four == b"\r\n\r\n") {
            let read = std::io::Read::read(&mut stream, &mut buffer).unwrap();
            assert!(read > 0, "the proxy hung up");
            got.extend_from_slice(&buffer[..read]);
        }
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
            .unwrap();
        String::from_utf8_lossy(&got).into_owned()
    })
}

#[test]
fn the_proxy_of_the_page_keeps_the_two_hosts_apart_believes_no_made_up_address_and_logs_no_link() {
    let bind = || TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let (pages, signer) = (bind(), bind());
    let address = |of: &TcpListener| of.local_addr().unwrap().to_string();
    let names = [
        ("${IOU_PAGE_NAME}", "iou.localhost"),
        ("${IOU_SIGN_NAME}", "sign.localhost"),
        ("${IOU_SITE}", &address(&pages)),
        ("${IOU_SIGNER}", &address(&signer)),
    ];
    let Some(proxy) = proxy_by("../examples/page/page.conf", &names) else {
        return;
    };
    let request = |method: &str, host: &str, path: &str| {
        let head = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
        let made_up =
            "Forwarded: for=203.0.113.9\r\nX-Forwarded-For: 203.0.113.9\r\nContent-Length: 0\r\n\r\n";
        proxy.ask(format!("{head}{made_up}").as_bytes())
    };
    for (listener, host) in [(pages, "iou.localhost"), (signer, "sign.localhost")] {
        let serving = answer_once(listener);
        assert_eq!(request("GET", host, "/l/a-secret-link?and=more"), ["200"]);
        let seen = serving.join().unwrap().to_ascii_lowercase();
        assert!(
            !seen.contains("203.0.113.9") && seen.contains("x-forwarded-for: 127.0.0.1"),
            "{seen}"
        );
        assert!(seen.contains(&format!("host: {host}")), "{seen}");
    }
    // There is nothing to write at the host that signs.
    assert_eq!(request("POST", "sign.localhost", "/"), ["403"]);
    // Nor do those leave a trace who come too often, or while the service is away.
    let again = |last: bool| {
        let connection = if last { "close" } else { "keep-alive" };
        format!("GET /l/a-secret-link HTTP/1.1\r\nHost: iou.localhost\r\nConnection: {connection}\r\n\r\n")
    };
    let many: String = (0..200).map(|n| again(n == 199)).collect();
    let answers = proxy.ask(many.as_bytes());
    assert!(answers.iter().any(|status| status == "429"), "{answers:?}");
    let logs = proxy.logs();
    assert!(
        logs.contains(" GET /l/- 200 ") && logs.contains(" GET /l/- 429 "),
        "{logs}"
    );
    for traced in ["secret", "more", "127.0.0.1"] {
        assert!(!logs.contains(traced), "{traced}: {logs}");
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.local_addr().unwrap().port()
}

/// The shell's lines of a target, none of them run.
fn recipe(args: &[&str]) -> String {
    let output = Command::new("make")
        .arg("--dry-run")
        .args(args)
        .current_dir(paths::workspace_root().unwrap())
        .env_remove("MAKEFLAGS")
        .env_remove("MAKELEVEL")
        .env("CARGO_TARGET_DIR", paths::target_dir().unwrap())
        .output()
        .unwrap();
    succeeded(&output);
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn what_is_built_for_others_names_its_commit_and_its_contract_and_what_is_built_to_develop_names_none() {
    for development in [&["build"][..], &["test"], &["release", "PROFILE=debug"]] {
        assert!(!recipe(development).contains("IOU_COMMIT"), "{development:?}");
    }
    let release = recipe(&["release"]);
    let stamped: Vec<&str> = release
        .lines()
        .filter(|line| line.contains("IOU_COMMIT"))
        .collect();
    assert_eq!(stamped.len(), 2, "client and node: {release}");
    let bundle = deploy::contract::loan_bundle().unwrap();
    let bundle: Value = serde_json::from_slice(&fs::read(bundle).unwrap()).unwrap();
    for line in stamped {
        let (stamp, _) = line.split_once(';').unwrap();
        let output = Command::new("bash")
            .args(["-c", &format!("{stamp}; echo \"$IOU_CODE_HASH $IOU_COMMIT\"")])
            .current_dir(paths::workspace_root().unwrap())
            .output()
            .unwrap();
        succeeded(&output);
        let said = String::from_utf8(output.stdout).unwrap();
        let (code_hash, commit) = said.trim_end().split_once(' ').unwrap();
        assert_eq!(bundle["source"]["hash"], code_hash);
        // Sources without their history have none.
        assert!(
            commit.is_empty() || commit.trim_end_matches("-dirty").len() >= 12,
            "{said}"
        );
    }
}

#[test]
fn what_is_installed_is_written_down_and_taken_away_again_and_nothing_else_is() {
    let (target, dest) = (paths::target_dir().unwrap(), tempfile::tempdir().unwrap());
    let prefix = dest.path().join("opt/iou");
    let run = |prefix: &str, args: &[&str]| {
        let mut command = Command::new(deploy_dir().join("install.sh"));
        let command = command.args(args).env("DESTDIR", dest.path());
        command.env("PREFIX", prefix).output().unwrap()
    };
    let script = |args: &[&str]| succeeded(&run("/opt/iou", args));
    // A directory that was there before, and is empty.
    fs::create_dir_all(prefix.join("lib")).unwrap();
    script(&["install", target.to_str().unwrap(), "debug"]);
    let version = Command::new(prefix.join("bin/iou"))
        .arg("--version")
        .output()
        .unwrap();
    succeeded(&version);
    let unit = fs::read_to_string(prefix.join("lib/systemd/system/iou-run.service")).unwrap();
    assert!(unit.contains("ExecStart=/opt/iou/bin/iou run"), "{unit}");
    for page in ["man1/iou-sign.1", "zh_CN/man1/iou-sign.1"] {
        assert!(prefix.join("share/man").join(page).exists(), "{page}");
    }
    let list = fs::read_to_string(prefix.join("share/iou/installed")).unwrap();
    for file in list.lines() {
        assert!(dest.path().join(file.trim_start_matches('/')).exists(), "{file}");
    }

    let own = prefix.join("share/iou/examples/my-loan.toml");
    fs::write(&own, "mine").unwrap();
    // A second time, and once more from the list of both.
    script(&["install", target.to_str().unwrap(), "debug"]);
    // A list that names what is elsewhere takes away nothing.
    let listed = prefix.join("share/iou/installed");
    let victim = dest.path().join("victim");
    fs::write(&victim, "somebody else's").unwrap();
    for foreign in ["/victim", "/opt/iou/../../victim", "/opt/iou"] {
        let bent = fs::read_to_string(&listed).unwrap() + foreign + "\n";
        let whole = fs::read_to_string(&listed).unwrap();
        fs::write(&listed, bent).unwrap();
        assert!(!run("/opt/iou", &["uninstall"]).status.success(), "{foreign}");
        assert!(victim.exists() && prefix.join("bin/iou").exists(), "{foreign}");
        fs::write(&listed, whole).unwrap();
    }
    script(&["uninstall"]);
    assert!(own.exists() && prefix.join("lib").exists());
    for gone in [
        "bin",
        "lib/systemd",
        "share/man",
        "share/iou/installed",
        "share/doc",
    ] {
        assert!(!prefix.join(gone).exists(), "{gone}");
    }
    for wrong in [
        "opt/iou",
        "/opt/iou/",
        "/opt/../iou",
        "/opt/a b",
        "/opt/a|b",
        "/opt/&",
    ] {
        let refused = run(wrong, &["install", target.to_str().unwrap(), "debug"]);
        assert!(!refused.status.success(), "{wrong}");
    }
}
