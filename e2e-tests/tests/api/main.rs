//! The API of a site: the real program over a real index of a real node. Here what it answers, held against what the program
//! says of the same chain; `described` that it answers nothing that its description does not have; `hostile` what others may do
//! to it; `replicas` two of them on one PostgreSQL server, one killed.

mod described;
mod hostile;
mod replicas;

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use anyhow::{ensure, Context, Result};
use e2e_tests::evidence::write_spec;
use e2e_tests::relay::{signed, Desk};
use e2e_tests::service::Service;
use e2e_tests::site::Site;
use e2e_tests::world::World;
use iou_base::{hex0x, read_hex, read_hex_bytes};
use scale::Decode;
use serde_json::{json, Value};
use terms::intent::Deed;
use terms::life::Action;
use terms::Terms;

/// A world, an index of it that follows, and a site over that.
struct Served {
    world: World,
    site: Site,
    database: String,
    /// Held for their lives.
    _services: Vec<Service>,
}

impl Served {
    fn new() -> Result<Served> {
        let world = World::new()?;
        let database = world.file("site.db", "")?;
        Served::over(world, &database)
    }

    fn over(world: World, database: &str) -> Result<Served> {
        let site = Site::new()?;
        let index = index(&world, database)?;
        let services = vec![index, site.start(&world, database, &["serve"])?];
        site.caught_up()?;
        Ok(Served {
            world,
            site,
            database: database.to_owned(),
            _services: services,
        })
    }
}

/// `iou index` as a service.
fn index(world: &World, database: &str) -> Result<Service> {
    let mut command = world.iou.command()?;
    let _ = command.args(["index", "--database", database, "--listen", "off"]);
    Service::start(command, world.iou.home().join("index.log"))
}

/// What stands under these names in both.
fn same(left: &Value, right: &Value, names: &[&str]) -> Result<()> {
    for name in names {
        ensure!(
            left[name] == right[name],
            "{name}: {} and {}",
            left[name],
            right[name]
        );
    }
    Ok(())
}

#[test]
fn the_site_says_of_a_loan_what_the_program_says_of_it() -> Result<()> {
    let served = Served::new()?;
    let (world, site) = (&served.world, &served.site);
    let loan = world.running()?;
    let _ = world.iou.step("zhangsan", &["report", &loan, "4000.00"])?;
    let _ = world.iou.step("lisi", &["confirm", &loan])?;
    let _ = world.iou.step("zhangsan", &["report", &loan, "100.00"])?;
    world.advance("40d")?;
    let _ = world.iou.step("wangwu", &["due", &loan]);
    site.caught_up()?;

    let shown = world.show(&loan)?;
    let read = site.read(&format!("/v1/loans/{loan}"))?;
    let names = [
        "loan",
        "status",
        "digest",
        "proposer",
        "terms",
        "in_force",
        "amendments",
        "holders",
        "schedule",
        "true_yearly_rate",
        "now",
    ];
    same(&read, &shown, &names)?;
    assert_eq!(
        read["sums"],
        json!({"signed": "10000.00", "is_signed": true, "delivered": "10000.00", "delivered_is": "acknowledged", "stated": "0.00", "repaid": "4000.00"})
    );
    let waits = &read["unanswered"][0];
    assert_eq!(
        (&waits["what"], &waits["by"], &waits["amount"], &waits["days"]),
        (
            &json!("repayment"),
            &json!("lender"),
            &json!("100.00"),
            &json!(40)
        )
    );
    assert_eq!(read["head"], shown["events"]["previous"]);

    let said = world.iou.json(&["statement", &loan])?;
    let statement = site.read(&format!("/v1/loans/{loan}/statement"))?;
    same(
        &statement,
        &said,
        &[
            "loan", "on", "events", "unit", "terms", "lines", "balance", "recourse",
        ],
    )?;

    let events = world.events()?;
    let told = site.read(&format!("/v1/loans/{loan}/events"))?;
    let told = told["events"].as_array().context("events")?;
    assert_eq!(told.len(), events.len());
    for (told, event) in told.iter().zip(&events) {
        same(
            told,
            event,
            &[
                "event", "sequence", "previous", "after", "data", "lender", "borrower",
            ],
        )?;
        assert_eq!(told["block"], event["block"]["number"]);
    }

    let borrower = read["borrower"].as_str().context("the borrower")?;
    let credit = site.read(&format!("/v1/accounts/{borrower}/credit"))?;
    same(
        &credit,
        &world.iou.json(&["credit", borrower])?,
        &["account", "agreed", "outstanding", "defaulted", "settled_on_time"],
    )?;
    let dues = site.read(&format!("/v1/due?account={borrower}"))?;
    assert_eq!(dues["due"][0]["amount"], shown["now"]["next_due"]["amount"]);
    let listed = site.read(&format!("/v1/loans?account={borrower}&status=active"))?;
    assert_eq!(listed["loans"][0]["now"], shown["now"]);
    assert_eq!(listed["loans"][0]["roles"], json!(["borrower"]));
    let schedule = site.read(&format!("/v1/loans/{loan}/schedule"))?;
    assert_eq!(schedule["rows"], shown["schedule"]);

    let service = site.read("/v1/service")?;
    assert_eq!(service["contract"], json!(world.ledger()?));
    assert_eq!(
        (&service["symbol"], &service["decimals"]),
        (&json!("IOU"), &json!(12))
    );
    let described = site.read("/v1/openapi.json")?;
    let known = described["paths"].as_object().context("paths")?;
    assert!(known.contains_key("/v1/loans/{loan}/signing"), "{known:?}");

    let mut stream = TcpStream::connect(("127.0.0.1", site.status))?;
    stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: iou\r\nConnection: close\r\n\r\n")?;
    let mut metrics = String::new();
    let _length = stream.read_to_string(&mut metrics)?;
    let counted = "iou_http_requests_total{route=\"/v1/loans/{loan}\",status=\"200\"} 1";
    assert!(metrics.contains(counted), "{metrics}");
    assert!(
        metrics.contains("iou_http_request_seconds_count{route=\"/v1/service\"}"),
        "{metrics}"
    );
    assert!(metrics.contains("iou_http_streams 0"), "{metrics}");
    let of_drafts = ["used{kind=\"draft\"} 0", "limit{kind=\"draft\"} 5000"];
    for figure in of_drafts.map(|figure| format!("iou_site_day_{figure}")) {
        assert!(metrics.contains(&figure), "{metrics}");
    }
    Ok(())
}

#[test]
fn evidence_from_the_site_is_checked_without_it_and_what_was_changed_in_it_is_found() -> Result<()> {
    let mut served = Served::new()?;
    let (world, site) = (&served.world, served.site);
    let loan = world.running()?;
    site.caught_up()?;
    let path = format!("/v1/loans/{loan}/evidence");
    let answer = site.get(&path)?;
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    assert_eq!(
        answer.header("content-type"),
        Some("application/vnd.iou.evidence+zip")
    );
    let (file, spec) = (
        world.iou.home().join("loan.iou"),
        world.iou.home().join("spec.json"),
    );
    std::fs::write(&file, &answer.body)?;
    write_spec(world, &spec)?;
    let (file, spec) = (file.display().to_string(), spec.display().to_string());
    let offline = world.iou.json(&["verify", &file, "--chain-spec", &spec])?;
    assert_eq!(offline["holds"], true);

    let check = |bytes: &[u8]| site.ask("POST", "/v1/verifications", "192.0.2.2", "", bytes);
    let report = check(&answer.body)?.found()?;
    assert_eq!(
        (&report["holds"], &report["loan"]["number"]),
        (&json!(true), &offline["loan"]["number"])
    );
    same(&report, &offline, &["verdict", "proved", "genesis", "as_of"])?;
    // Every hundredth byte, one at a time: whatever is changed, it is never said to hold as something else.
    for at in (0..answer.body.len()).step_by(answer.body.len() / 40) {
        let mut changed = answer.body.clone();
        changed[at] ^= 0x20;
        let found = check(&changed)?;
        let holds = found.status == 200 && found.json()?["holds"] == true;
        assert!(!holds, "byte {at}");
    }
    check(b"")?.refused(422, "evidence-unreadable")?;

    let tag = answer.header("etag").context("a tag")?.to_owned();
    let known = format!("If-None-Match: {tag}\r\n");
    assert_eq!(site.ask("GET", &path, "192.0.2.1", &known, b"")?.status, 304);
    site.get("/v1/loans/99/evidence")?.refused(404, "no-such-loan")?;

    // The same for people: printed, with that very file inside.
    let paper = format!("{path}?format=pdf");
    let printed = site.get(&paper)?;
    assert_eq!(printed.status, 200, "{}", String::from_utf8_lossy(&printed.body));
    assert_eq!(printed.header("content-type"), Some("application/pdf"));
    let named = format!("attachment; filename=\"loan-{loan}.pdf\"");
    assert_eq!(printed.header("content-disposition"), Some(named.as_str()));
    let pdf = world.iou.home().join("loan.pdf").display().to_string();
    std::fs::write(&pdf, &printed.body)?;
    let by_paper = world.iou.json(&["verify", &pdf, "--chain-spec", &spec])?;
    assert_eq!(by_paper["inside"], "pdf");
    same(&by_paper, &offline, &["verdict", "proved", "genesis", "as_of"])?;
    let inside = iou_evidence::pdf::evidence(&printed.body)
        .ok()
        .context("a file")?;
    ensure!(inside == answer.body, "another file is inside");
    assert_eq!(check(&printed.body)?.found()?["inside"], "pdf");
    // Each has a tag of its own.
    assert_eq!(site.ask("GET", &paper, "192.0.2.1", &known, b"")?.status, 200);
    let of_paper = printed.header("etag").context("a tag")?;
    let of_paper = format!("If-None-Match: {of_paper}\r\n");
    assert_eq!(site.ask("GET", &paper, "192.0.2.1", &of_paper, b"")?.status, 304);
    without_fonts(&served, &path)?;

    // The file is kept: it needs no node any more. What needs one says so, and the tables go on.
    served.world.node.kill()?;
    assert_eq!(site.get(&path)?.body, answer.body);
    assert_eq!(site.get(&paper)?.body, printed.body);
    assert_eq!(check(&answer.body)?.found()?["holds"], true);
    let lender = site.read(&format!("/v1/loans/{loan}"))?["lender"]
        .as_str()
        .context("the lender")?
        .to_owned();
    let began = Instant::now();
    site.get(&format!("/v1/loans/{loan}/signing?account={lender}"))?
        .refused(503, "node-away")?;
    assert!(began.elapsed() < Duration::from_secs(60), "{:?}", began.elapsed());
    Ok(())
}

/// Where the fonts are missing there is no certificate, which is said; the evidence is there all the same.
fn without_fonts(served: &Served, path: &str) -> Result<()> {
    let (site, iou) = (Site::new()?, &served.world.iou);
    let mut command = iou.command()?;
    let _ = command.env("IOU_FONTS", iou.home().join("no-fonts")).arg("serve");
    let _service = site.begin(command, iou, &served.database)?;
    site.get(&format!("{path}?format=pdf"))?
        .refused(503, "no-fonts")?;
    ensure!(site.get(path)?.status == 200, "no evidence either");
    Ok(())
}

#[test]
fn who_has_a_key_and_a_page_signs_with_what_the_site_says_and_hears_of_it_on_the_stream() -> Result<()> {
    let mut desk = Desk::new("[limits]\nper_second = 1000\nburst = 1000")?;
    let site = Site::new()?;
    let config = desk.world.home_path("relay.toml");
    let serve = ["--account", "relayer", "serve", "--relay-config", &config];
    let _index = index(&desk.world, &desk.database)?;
    // What everybody can reach has no key; what it takes, another process brings to the contract.
    let _relay = desk.start("relay")?;
    let served = site.start(&desk.world, &desk.database, &serve)?;
    desk.port = site.port;
    let about = site.read("/v1/relay")?;
    assert_eq!(about["contract"], json!(desk.world.ledger()?));
    assert_eq!(site.read("/v1/service")?["relay"]["account"], about["account"]);

    let loan = desk.running(1)?;
    site.caught_up()?;
    let mut stream = listen(&site, &format!("/v1/stream?loan={loan}"), "")?;
    let borrower = desk.borrower.account().to_string();
    let signing = site.read(&format!("/v1/loans/{loan}/signing?account={borrower}"))?;
    assert_eq!(
        (&signing["decimals"], &signing["currency"]),
        (&json!(2), &json!("CNY"))
    );
    assert_eq!(signing["borrower"], json!(borrower));
    let terms = read_hex_bytes(signing["terms"].as_str().context("terms")?).context("hex")?;
    let terms = Terms::decode(&mut &terms[..])?;
    // A loan that nobody has changed: the terms that stand beside are the ones that were signed.
    assert_eq!(signing["in_force"], hex0x(terms.digest(iou_base::sha256)));
    let digest = |name: &str| signing[name].as_str().and_then(read_hex).context("a digest");
    let deed = Deed::Act {
        loan,
        nonce: u32::try_from(signing["counter"].as_u64().context("the counter")?)?,
        in_force: digest("in_force")?,
        action: Action::Acknowledge {
            at_most: terms::sample::amount(2_000_000),
            evidence: None,
        },
    };
    let mut intent = desk.intent(&desk.borrower, deed)?;
    intent.genesis = digest("genesis")?;
    let handed = json!({"submit": signed(&desk.borrower, &intent)});
    let taken = site.post("/v1/intents", "192.0.2.2", &handed)?;
    assert_eq!(taken.status, 202, "{:?}", taken.json()?);
    let id = hex0x(intent.id(iou_base::sha256));
    let receipt = desk.applied(&id)?;
    assert_eq!(receipt["step"], "acknowledge");
    let heard = until(&mut stream, "DebtAcknowledged")?;
    assert!(heard.contains("event: loan") && heard.contains("id: "), "{heard}");
    let next = site.read(&format!("/v1/loans/{loan}/signing?account={borrower}"))?;
    assert_eq!(
        next["counter"].as_u64(),
        signing["counter"].as_u64().map(|counter| counter + 1)
    );
    // Who asked for which loan is nobody's affair.
    let log = served.log();
    assert!(
        log.contains("/v1/loans/{loan}/signing") && !log.contains(&borrower),
        "{log}"
    );
    Ok(())
}

/// Begins to listen.
fn listen(site: &Site, path: &str, lines: &str) -> Result<TcpStream> {
    let mut stream = TcpStream::connect(("127.0.0.1", site.port))?;
    stream.set_read_timeout(Some(Duration::from_secs(120)))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n")?;
    let head = until(&mut stream, "\r\n\r\n")?;
    ensure!(head.starts_with("HTTP/1.1 200"), "{head}");
    Ok(stream)
}

/// Listens until `text` was heard, and gives all of it.
fn until(stream: &mut TcpStream, text: &str) -> Result<String> {
    let mut heard = String::new();
    while !heard.contains(text) {
        let mut buffer = [0; 4096];
        let length = stream.read(&mut buffer)?;
        ensure!(length > 0, "it ended: {heard}");
        heard += &String::from_utf8_lossy(&buffer[..length]);
    }
    Ok(heard)
}
