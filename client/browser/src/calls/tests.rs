use iou_evidence::draft;
use serde_json::{json, Value};
use terms::sample;
use terms::{Day, Role, Terms};

use super::call;

fn asked(name: &str, asked: Value) -> Result<Value, Value> {
    let answer: Value = serde_json::from_slice(&call(name, asked.to_string().as_bytes())).unwrap();
    match answer.get("ok") {
        Some(ok) => Ok(ok.clone()),
        None => Err(answer["error"].clone()),
    }
}

fn ok(name: &str, args: Value) -> Value {
    asked(name, args).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn code(name: &str, args: Value) -> String {
    asked(name, args).unwrap_err()["code"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn random(len: usize, seed: u8) -> String {
    hex::encode(vec![seed; len])
}

const ID: &str = "07070707070707070707070707070707";

/// Two people with a draft between them, as two pages have it.
struct Pair {
    seeds: [String; 2],
    accounts: [Value; 2],
    shown: Value,
    terms: String,
    made: Value,
    taken: Value,
}

fn fields(of: &[(&str, &str)], salt: u8) -> Value {
    let fields: Vec<_> = of
        .iter()
        .map(|(name, value)| json!({"name": name, "value": value, "salt": random(32, salt)}))
        .collect();
    ok("fields_commit", json!({ "fields": fields }))["fields"].take()
}

fn withheld(fields: &Value) -> Value {
    let mut fields = fields.clone();
    for field in fields.as_array_mut().unwrap() {
        let _ = field.as_object_mut().unwrap().remove("opened");
    }
    fields
}

fn pair() -> Pair {
    let seeds = [1, 2].map(|seed| random(16, seed));
    let account = |seed: &String| ok("account", json!({"seed": seed, "n": 0}))["account"].take();
    let accounts = [account(&seeds[0]), account(&seeds[1])];
    let form = sample::scheduled(sample::bullet(draft::nobody(), draft::nobody(), Day(20_458)));
    let begun = json!({"id": ID, "role": "lender", "account": accounts[0], "terms": hex::encode(scale::Encode::encode(&form))});
    let shown = ok("draft_begin", begun)["terms"].take();
    let made = fields(
        &[
            ("lender.name", "李四"),
            ("borrower.name", "张三"),
            ("purpose", "店铺周转"),
        ],
        7,
    );
    let taken = fields(&[("borrower.phone", "13800000001")], 8);
    let draft_terms: Terms =
        scale::Decode::decode(&mut &iou_base::read_hex_bytes(shown.as_str().unwrap()).unwrap()[..]).unwrap();
    let read = |fields: &Value| serde_json::from_value::<Vec<_>>(fields.clone()).unwrap();
    let all = draft::all_fields(&[7; 16], &read(&made), &read(&taken));
    let borrower = iou_base::address::read(accounts[1].as_str().unwrap()).unwrap();
    let done = draft::finish(&draft_terms, Role::Borrower, borrower, &all);
    Pair {
        terms: hex::encode(scale::Encode::encode(&done)),
        seeds,
        accounts,
        shown,
        made,
        taken,
    }
}

impl Pair {
    fn check(&self) -> Value {
        json!({
            "id": ID, "creator": "lender", "role": "borrower", "account": self.accounts[1],
            "shown": self.shown, "terms": self.terms,
            "fields": {"creator": withheld(&self.made), "seat": withheld(&self.taken)},
            "opened": self.made,
        })
    }

    fn signing(&self) -> Value {
        json!({
            "genesis": random(32, 9), "contract": iou_base::address::show(terms::AccountId([5; 32])),
            "counter": 3, "in_force": random(32, 6), "block": 7, "finalised_ms": 1_790_000_000_000_u64,
            "holders": [{"account": self.accounts[0], "ppm": 1_000_000}], "terms": self.terms,
        })
    }
}

#[test]
fn words_lead_to_the_same_key_in_either_language_and_a_mistyped_one_is_named() {
    let new = ok("words_new", json!({"random": random(16, 4), "lang": "zh-CN"}));
    let english = ok("words_of", json!({"seed": new["seed"], "lang": "en"}));
    for words in [&new["words"], &english["words"]] {
        let words: Vec<_> = words
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it.as_str().unwrap())
            .collect();
        assert_eq!(words.len(), 12);
        let found = ok("words_check", json!({"words": words.join(" ")}));
        assert_eq!(
            (&found["seed"], &found["account"]),
            (&new["seed"], &new["account"])
        );
    }
    let error = asked(
        "words_check",
        json!({"words": iou_keys::DEV_PHRASE.replace("lake", "lakke")}),
    )
    .unwrap_err();
    assert_eq!(error["code"], "phrase_word");
    assert_eq!((&error["number"], &error["like"]), (&json!(4), &json!(["lake"])));
    assert_eq!(code("words_new", json!({"random": "00", "lang": "en"})), "asked");
    assert_eq!(code("nonsense", json!({})), "asked");
}

#[test]
fn a_keystore_and_its_words_are_one_key_with_one_index_and_the_same_loan_keys() {
    let seed = random(16, 4);
    let written = ok(
        "keystore_write",
        json!({"seed": seed, "name": "借条", "passphrase": "a b c d e", "random": random(56, 1), "now_ms": 7}),
    );
    let json = &written["json"];
    assert_eq!(
        code("keystore_read", json!({"json": json, "passphrase": "a b c d f"})),
        "wrong_password"
    );
    let read = ok("keystore_read", json!({"json": json, "passphrase": "a b c d e"}));
    for (name, args) in [
        ("account", json!({"n": 3})),
        ("account", json!({})),
        ("index", json!({"page": 1})),
    ] {
        let [one, other] = [&seed, read["seed"].as_str().unwrap()].map(|seed| {
            let mut args = args.clone();
            args["seed"] = seed.into();
            ok(name, args)
        });
        assert_eq!(one, other);
    }
    assert_eq!(
        ok("account", json!({ "seed": seed })),
        json!({"account": read["account"]})
    );
}

#[test]
fn what_is_signed_is_known_as_the_accounts_raw_or_wrapped_and_as_nobody_elses() {
    let pair = pair();
    let args = json!({"seed": pair.seeds[0], "n": 0, "text": "iou:x", "random": random(32, 3)});
    let signature = ok("sign", args)["signature"].take();
    let known = |account: &Value, text: &str| {
        ok(
            "signed",
            json!({"account": account, "text": text, "signature": signature}),
        )["signed"]
            == true
    };
    assert!(known(&pair.accounts[0], "iou:x"));
    assert!(!known(&pair.accounts[1], "iou:x") && !known(&pair.accounts[0], "iou:y"));
}

#[test]
fn fields_go_from_one_side_to_the_other_and_to_nobody_else() {
    let pair = pair();
    let to = json!({"account": pair.accounts[1], "fields": pair.made, "random": random(64, 5)});
    let sealed = ok("fields_seal", to)["box"].take();
    let open = |seed: &String, n: u32| asked("fields_open", json!({"seed": seed, "n": n, "box": sealed}));
    assert_eq!(open(&pair.seeds[1], 0).unwrap()["fields"], pair.made);
    assert_eq!(open(&pair.seeds[1], 1).unwrap_err()["code"], "box_locked");
    assert_eq!(open(&pair.seeds[0], 0).unwrap_err()["code"], "box_locked");
}

#[test]
fn a_step_about_a_seat_is_made_of_whole_accounts_and_shown_from_its_bytes() {
    let pair = pair();
    let (seat, signing) = (&pair.accounts[1], pair.signing());
    let to = iou_base::address::show(terms::AccountId([8; 32]));
    let act = |step: &str, args: Value| {
        let asked = json!({"loan": 7, "step": step, "args": args, "signing": signing, "signer": seat});
        let shown = ok("act", asked);
        let again = json!({"intent": shown["intent"], "terms": pair.terms});
        assert_eq!(ok("intent_show", again), shown);
        assert_eq!(shown["step"], step);
        shown["arguments"].clone()
    };
    let statement = random(32, 5);
    let claimed = act(
        "claim_seat",
        json!({"seat": seat, "to": to, "statement": statement}),
    );
    assert_eq!((&claimed["seat"], &claimed["to"]), (seat, &json!(to)));
    assert_eq!(claimed["statement"], format!("0x{statement}"));
    for step in ["support_claim", "end_claim"] {
        let shown = act(step, json!({"seat": seat, "to": to}));
        assert_eq!((&shown["seat"], &shown["to"]), (seat, &json!(to)), "{step}");
    }
    assert_eq!(&act("take_seat", json!({ "seat": seat }))["seat"], seat);
    let planned = act("plan_succession", json!({"heir": to, "days": 14}));
    assert_eq!((&planned["heir"], &planned["days"]), (&json!(to), &json!(14)));
    assert_eq!(planned["verifier"], Value::Null);
}

#[test]
fn who_may_take_over_by_the_terms_is_shown_before_they_are_signed() {
    let account = |n: u8| terms::AccountId([n; 32]);
    let mut terms = sample::bullet(account(1), account(2), Day(20_458));
    terms.successions = vec![terms::agreement::Succession {
        seat: account(2),
        heir: Some(account(3)),
        verifier: None,
        second: None,
        days: 14,
    }];
    let terms = hex::encode(scale::Encode::encode(&sample::scheduled(terms)));
    let shown = ok(
        "terms_show",
        json!({"terms": terms, "fields": [], "lang": "en", "open": "-"}),
    );
    let address = |n: u8| iou_base::address::show(account(n));
    assert_eq!(
        shown["facts"]["successions"],
        json!([{
            "seat": address(2), "of": "borrower", "heir": address(3), "verifier": null, "second": null, "days": 14
        }])
    );
}

#[test]
fn final_terms_are_held_against_what_was_shown() {
    let pair = pair();
    let found = ok("draft_check", pair.check());
    assert_eq!(found["withheld"], json!(["borrower.phone"]));
    let digest = &found["digest"];
    for lang in ["en", "zh-CN"] {
        let shown = ok(
            "terms_show",
            json!({"terms": pair.terms, "fields": found["fields"], "lang": lang}),
        );
        assert_eq!(&shown["digest"], digest);
        let text = shown["parts"].to_string();
        for known in ["李四", "张三", "店铺周转"] {
            assert!(text.contains(known), "{text}");
        }
        assert!(shown["parts"].as_array().unwrap().len() >= 8, "{text}");
        assert_eq!(shown["apart"].as_array().unwrap().len(), 5);
        assert_eq!(shown["schedule"].as_array().unwrap().len(), 1);
    }
    let with = |change: &dyn Fn(&mut Value)| {
        let mut args = pair.check();
        change(&mut args);
        code("draft_check", args)
    };
    let other = pair.accounts[0].clone();
    assert_eq!(with(&|args| args["account"] = other.clone()), "seat_other");
    assert_eq!(with(&|args| args["id"] = random(16, 8).into()), "fields_other");
    assert_eq!(with(&|args| args["terms"] = pair.shown.clone()), "terms_changed");
    assert_eq!(
        with(&|args| args["fields"]["seat"] = json!([])),
        "fields_other",
        "a field was left out"
    );
    assert_eq!(
        with(&|args| args["opened"][0]["opened"]["value"] = "王五".into()),
        "fields_other"
    );
    assert_eq!(
        with(&|args| args["fields"]["seat"][0]["name"] = "lender.phone".into()),
        "fields_names"
    );
    // A dearer loan than was shown.
    let mut dearer: Terms =
        scale::Decode::decode(&mut &iou_base::read_hex_bytes(&pair.terms).unwrap()[..]).unwrap();
    dearer.annual_rate.0 += 1;
    let dearer = hex::encode(scale::Encode::encode(&dearer));
    assert_eq!(
        with(&|args| args["terms"] = dearer.clone().into()),
        "terms_changed"
    );
}

#[test]
fn a_draft_is_shown_with_the_names_that_the_link_brings_before_it_commits_to_any() {
    let pair = pair();
    let shown = ok(
        "terms_show",
        json!({"terms": pair.shown, "fields": pair.made, "lang": "zh-CN", "open": "（签署时填写）"}),
    );
    let text = shown["parts"].to_string();
    assert!(text.contains("张三"));
    // What is not there yet is left open, and nothing is said that the final terms do not say.
    assert_eq!(text.matches("（签署时填写）").count(), 3, "{text}");
    assert!(!text.contains("没有绑定"), "{text}");
    let mut lied = pair.made.clone();
    lied[0]["opened"]["value"] = "王五".into();
    let args = json!({"terms": pair.shown, "fields": lied, "lang": "zh-CN", "open": "…"});
    assert_eq!(code("terms_show", args), "fields_other");
}

#[test]
fn an_intent_says_what_its_bytes_say_and_comes_back_signed_from_elsewhere() {
    let pair = pair();
    let mut place = pair.signing();
    place["signer"] = pair.accounts[1].clone();
    let made = ok("propose", place.clone());
    assert_eq!(
        (&made["step"], &made["of_terms"]),
        (&json!("propose"), &json!(true))
    );
    let again = ok(
        "intent_show",
        json!({"intent": made["intent"], "terms": pair.terms}),
    );
    assert_eq!(again, made);
    let file = ok(
        "intent_file",
        json!({"intent": made["intent"], "terms": pair.terms}),
    );
    let read = |file: &str| asked("intent_read", json!({"intent": made["intent"], "file": file}));
    let unsigned = file["file"].as_str().unwrap();
    assert_eq!(read(unsigned).unwrap_err()["code"], "intent_unsigned");
    let sign = json!({"seed": pair.seeds[1], "n": 0, "text": made["text"], "random": random(32, 3)});
    let signature = ok("sign", sign)["signature"].take();
    let mut signed: Value = serde_json::from_str(unsigned).unwrap();
    signed["signature"] = signature.clone();
    assert_eq!(read(&signed.to_string()).unwrap()["signature"], signature);
    signed["words"]["step"] = "skip".into();
    assert_eq!(read(&signed.to_string()).unwrap_err()["code"], "intent_file");
    place["signer"] = json!(iou_base::address::show(terms::AccountId([3; 32])));
    assert_eq!(code("propose", place.clone()), "seat_other");
    place["terms"] = pair.shown.clone();
    place["signer"] = pair.accounts[0].clone();
    assert_eq!(code("propose", place), "seat_other", "nobody sits in a seat");
}

#[test]
fn a_hand_that_was_drawn_is_named_by_its_digest_and_given_back_to_be_kept() {
    let pair = pair();
    let mut place = pair.signing();
    place["signer"] = pair.accounts[1].clone();
    place["hand"] =
        json!({"width": 600, "height": 200, "strokes": [[[1, 2, 0], [3, 4, 5]]], "salt": random(32, 4)});
    let made = ok("propose", place.clone());
    let hand = made["hand"].as_str().unwrap();
    let read = iou_evidence::handwriting::Handwriting::read(hand.as_bytes()).unwrap();
    assert_eq!(hex::encode(read.terms.0), made["digest"]);
    let bytes = made["intent"].as_str().unwrap();
    assert!(bytes.ends_with(&hex::encode(read.digest())), "{bytes}");
    assert_eq!(
        (&made["step"], &made["of_terms"]),
        (&json!("propose"), &json!(true))
    );
    place["hand"]["strokes"] = json!([[[601, 0, 0]]]);
    assert_eq!(code("propose", place), "hand");
}

#[test]
fn every_step_that_the_pages_have_is_made_by_name_and_shown_from_its_bytes() {
    let pair = pair();
    let digest = random(32, 2);
    for (step, args, shown) in [
        (
            "deliver",
            json!({"amount": "10000.00", "on": "2026-03-02", "receipt": digest}),
            "10000.00 CNY",
        ),
        (
            "acknowledge_delivery",
            json!({"delivery": 0, "amount": "9000", "on": "2026-03-02"}),
            "9000.00 CNY",
        ),
        ("withdraw_delivery", json!({"delivery": 3}), "3"),
        (
            "report_repayment",
            json!({"amount": "5.00", "on": "2026-03-02"}),
            "5.00 CNY",
        ),
        ("confirm_repayment", json!({"report": 4}), "4"),
        ("dismiss_report", json!({"report": "4"}), "4"),
        ("cancel", json!({}), ""),
        ("demand", json!({"message": digest, "channel": "sms"}), "sms"),
        ("acknowledge", json!({"at_most": "1.00"}), "1.00 CNY"),
        ("forgive", json!({"amount": "1.00"}), "1.00 CNY"),
        ("dispute", json!({"evidence": digest}), &digest),
    ] {
        let args = json!({"loan": 17, "step": step, "args": args, "signing": pair.signing(), "signer": pair.accounts[0]});
        let made = ok("act", args);
        assert_eq!(
            (&made["step"], &made["loan"]),
            (&json!(step), &json!(17)),
            "{made}"
        );
        assert!(made["arguments"].to_string().contains(shown), "{made}");
        assert_eq!(made["of_terms"], false, "another digest is in force");
        assert!(made["not_before_ms"].as_u64() < Some(1_790_000_000_000));
    }
    let args = json!({"loan": 17, "step": "repay", "args": {"amount": "1.00"}, "signing": pair.signing(), "signer": pair.accounts[0]});
    assert_eq!(code("act", args), "step");
    // What changes terms names a digest that nobody can read before they sign.
    for step in ["accept_amendment", "accept_assignment", "consent", "sign"] {
        let args = json!({"loan": 17, "step": step, "args": {"digest": digest}, "signing": pair.signing(), "signer": pair.accounts[0]});
        assert_eq!(code("act", args), "step", "{step}");
    }
}

#[test]
fn a_square_code_is_drawn_and_a_signed_text_names_host_subject_and_body() {
    let code = ok("qr", json!({"text": "http://localhost:9700/d#abc"}));
    assert!(code["side"].as_u64() > Some(20) && code["path"].as_str().unwrap().starts_with("M4 4.5h7"));
    let args = json!({"purpose": "seat", "host": "localhost:9700", "subject": ID, "body": {"b": 1, "a": "x", "signature": "0x"}});
    let text = ok("signed_text", args)["text"].take();
    assert!(
        text.as_str()
            .unwrap()
            .starts_with(&format!("iou:seat:v1:localhost:9700:{ID}:")),
        "{text}"
    );
    let login = ok("login_text", json!({"host": "h", "nonce": "n", "expires_ms": 5}));
    assert_eq!(login["text"], "iou:login:v1:h:n:5");
}
