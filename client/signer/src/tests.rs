use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;

use axum::body::to_bytes;
use sha2::{Digest, Sha256};

use super::*;

fn messages(language: &str) -> BTreeMap<String, String> {
    let file = file(&format!("text/{language}.json")).unwrap();
    serde_json::from_slice(file.packed.plain).unwrap()
}

/// The names in `{ $name }`.
fn names(message: &str) -> BTreeSet<&str> {
    let ends = message.split("{ $").skip(1);
    ends.map(|rest| rest.split(" }").next().unwrap()).collect()
}

fn scripts() -> Vec<(&'static str, &'static str)> {
    let scripts = FILES
        .iter()
        .filter(|file| file.kind.starts_with("text/javascript"));
    scripts
        .map(|file| (file.name, std::str::from_utf8(file.packed.plain).unwrap()))
        .collect()
}

#[test]
fn both_languages_say_the_same_with_the_same_names() {
    let (en, zh) = (messages("en"), messages("zh-CN"));
    for (id, message) in &en {
        let other = zh.get(id).unwrap_or_else(|| panic!("{id} is in English only"));
        assert_eq!(names(message), names(other), "{id}");
    }
    assert_eq!(en.len(), zh.len());
}

#[test]
fn every_message_that_the_scripts_name_exists() {
    let known = messages("en");
    let mut seen = 0;
    for (name, script) in scripts() {
        for (at, call) in script.match_indices("t('") {
            // Not the end of another name, and not the beginning of an id that is put together.
            let is_named = |sign: char| sign.is_ascii_alphanumeric() || "_.$".contains(sign);
            let rest = &script[at + call.len()..];
            let id = &rest[..rest.find('\'').unwrap()];
            if script[..at].ends_with(is_named) || id.ends_with('-') {
                continue;
            }
            assert!(
                known.contains_key(id),
                "{name} names the message {id}, which does not exist"
            );
            seen += 1;
        }
    }
    assert!(seen > 20, "the search found {seen} uses only");
}

/// Source: 个保法, arts. 17, 25.
#[test]
fn who_signs_terms_reads_above_the_button_what_becomes_public_for_ever() {
    let scripts = scripts();
    let (_, drafts) = scripts.iter().find(|(name, _)| *name == "js/drafts.js").unwrap();
    let (_, screen) = drafts.split_once("async function signScreen").unwrap();
    let said = screen.find("t('public-for-ever')").unwrap();
    assert!(said < screen.find("buttons(go)").unwrap());
}

#[test]
fn no_script_writes_markup_nor_asks_anybody_else() {
    for (name, script) in scripts() {
        for bad in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "new Function",
            "DOMParser",
            "localStorage",
            "https://",
        ] {
            assert!(!script.contains(bad), "{name} has {bad}");
        }
    }
    let page = std::str::from_utf8(file("index.html").unwrap().packed.plain).unwrap();
    assert!(!page.contains("style=") && !page.contains("http"), "{page}");
}

async fn get(path: &str, headers: &[(HeaderName, &str)]) -> Response<Body> {
    let served = Served::of(&SignerSettings {
        apis: vec![
            "http://localhost:9700/".into(),
            "https://a.example; script-src *".into(),
        ],
    });
    let mut request = Request::builder().uri(path);
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    let request = request.body(Body::empty()).unwrap();
    serve(State(Arc::new(served)), request).await
}

async fn body(response: Response<Body>) -> Vec<u8> {
    to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()
}

#[tokio::test]
async fn pages_may_talk_to_the_named_services_and_to_nobody_else() {
    for path in ["/", "/page.css", "/js/main.js", CONFIG, HASHES, "/nothing"] {
        let response = get(path, &[]).await;
        let policy = response.headers()[CONTENT_SECURITY_POLICY]
            .to_str()
            .unwrap()
            .to_owned();
        assert!(
            policy.contains("connect-src 'self' http://localhost:9700;"),
            "{policy}"
        );
        assert!(policy.contains("require-trusted-types-for 'script'"), "{policy}");
        assert!(
            !policy.contains("a.example") && !policy.contains("unsafe-inline"),
            "{policy}"
        );
        assert_eq!(response.status() == StatusCode::NOT_FOUND, path == "/nothing");
    }
    let config: serde_json::Value = serde_json::from_slice(&body(get(CONFIG, &[]).await).await).unwrap();
    assert_eq!(config["apis"], json!(["http://localhost:9700"]));
}

#[tokio::test]
async fn the_published_hash_is_that_of_what_is_served_and_anybody_can_compute_it() {
    let published: serde_json::Value = serde_json::from_slice(&body(get(HASHES, &[]).await).await).unwrap();
    let mut list = String::new();
    let files: BTreeMap<String, String> = serde_json::from_value(published["files"].clone()).unwrap();
    for (name, sha256) in &files {
        let served = body(get(&format!("/{name}"), &[]).await).await;
        assert_eq!(hex::encode(Sha256::digest(&served)), *sha256, "{name}");
        list.push_str(&format!("{sha256}  {name}\n"));
    }
    assert_eq!(hex::encode(Sha256::digest(list.as_bytes())), hash());
    assert_eq!(published["hash"], hash());
    assert_eq!(files.len(), FILES.len());
}

#[tokio::test]
async fn what_a_browser_has_already_is_not_sent_again_and_the_rest_is_packed_for_whoever_unpacks() {
    let plain = get("/page.css", &[]).await;
    let tag = plain.headers()[ETAG].to_str().unwrap().to_owned();
    assert!(!plain.headers().contains_key(CONTENT_ENCODING));
    let mut before = body(plain).await.len();
    for (accepted, coding) in [("gzip;q=0.5, br;q=0", "gzip"), ("gzip, deflate, br, zstd", "br")] {
        let packed = get("/page.css", &[(ACCEPT_ENCODING, accepted)]).await;
        assert_eq!(packed.headers()[CONTENT_ENCODING], coding);
        let length = body(packed).await.len();
        assert!(length < before, "{coding}");
        before = length;
    }
    let refused = get(
        "/page.css",
        &[(ACCEPT_ENCODING, "gzip;q=0, br; q=0.000, zstd, brotli")],
    )
    .await;
    assert!(!refused.headers().contains_key(CONTENT_ENCODING));
    let same = get("/page.css", &[(IF_NONE_MATCH, &tag)]).await;
    assert_eq!(same.status(), StatusCode::NOT_MODIFIED);
}

#[test]
fn what_is_packed_unpacks_to_the_same() {
    for file in FILES {
        let mut found = Vec::new();
        if let Some(packed) = file.packed.gzip {
            let _length = flate2::read::GzDecoder::new(packed)
                .read_to_end(&mut found)
                .unwrap();
            assert_eq!(found, file.packed.plain, "{}", file.name);
        }
        if let Some(mut packed) = file.packed.brotli {
            found.clear();
            brotli::BrotliDecompress(&mut packed, &mut found).unwrap();
            assert_eq!(found, file.packed.plain, "{}", file.name);
        }
    }
}

#[test]
fn the_page_asks_at_once_for_every_script_that_its_tasks_may_need() {
    let page = std::str::from_utf8(file("index.html").unwrap().packed.plain).unwrap();
    for (name, _) in scripts() {
        let here = [format!("href=\"/{name}\""), format!("src=\"/{name}\"")];
        assert!(here.iter().any(|it| page.contains(it)), "{name}");
    }
}
