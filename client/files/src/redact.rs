//! What may be shown of an address that can hold a secret: of a node's the host, of a database's all but the password. It does
//! not rely on the address being well formed, for one that cannot be read is the one that an error shows: everything before
//! the last @ counts as the login, whatever signs are in it.
//! Limits: an address in which an @ follows the host is cut too short, never too long.

use percent_encoding::percent_decode_str;

/// What stands for what is not shown.
const HIDDEN: &str = "…";
/// Parameters of a database's URL that are no secrets.
const OPEN_PARAMETERS: [&str; 9] = [
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "sslmode",
    "ssl-mode",
    "application_name",
    "connect_timeout",
];
/// The same for a piece of one.
const PIECE_MIN: usize = 6;
/// A shorter word is not looked for in an error, where it would be found everywhere.
const WORD_MIN: usize = 4;

/// The parts of an address.
struct Parts<'a> {
    scheme: &'a str,
    login: Option<&'a str>,
    host: &'a str,
    /// With its slash.
    path: &'a str,
    query: Option<&'a str>,
}

fn parts(text: &str) -> Option<Parts<'_>> {
    let (scheme, rest) = text.split_once("://")?;
    let (login, rest) = match rest.rsplit_once('@') {
        Some((login, rest)) => (Some(login), rest),
        None => (None, rest),
    };
    let rest = rest.split('#').next().unwrap_or_default();
    let (rest, query) = match rest.split_once('?') {
        Some((rest, query)) => (rest, Some(query)),
        None => (rest, None),
    };
    let slash = rest.find('/').unwrap_or(rest.len());
    let (host, path) = rest.split_at(slash);
    Some(Parts {
        scheme,
        login,
        host,
        path,
        query,
    })
}

fn is_database(scheme: &str) -> bool {
    scheme.to_ascii_lowercase().starts_with("postgres")
}

/// The address without its secrets. A path of a file is shown as it is.
pub fn address(text: &str) -> String {
    let Some(parts) = parts(text) else {
        // Without a scheme a login can only be told by its form.
        return match text.rsplit_once('@') {
            Some((login, host)) if login.contains(':') && !login.starts_with(['/', '.']) => {
                format!("{HIDDEN}@{host}")
            }
            _ => text.to_owned(),
        };
    };
    let database = is_database(parts.scheme);
    let login = parts
        .login
        .map_or_else(String::new, |login| match login.split_once(':') {
            Some((user, _)) => format!("{user}:{HIDDEN}@"),
            // A token is often given as a user.
            None if !database => format!("{HIDDEN}@"),
            None => format!("{login}@"),
        });
    let path = match parts.path {
        "" | "/" => parts.path.to_owned(),
        path if database => path.to_owned(),
        _ => format!("/{HIDDEN}"),
    };
    let query = parts.query.map_or_else(String::new, |query| {
        let one = |pair: &str| match pair.split_once('=') {
            Some((name, value)) if database && OPEN_PARAMETERS.contains(&name) => format!("{name}={value}"),
            Some((name, _)) if database => format!("{name}={HIDDEN}"),
            _ => HIDDEN.to_owned(),
        };
        let shown: Vec<String> = query.split('&').map(one).collect();
        format!("?{}", shown.join("&"))
    });
    format!("{}://{login}{}{path}{query}", parts.scheme, parts.host)
}

/// Several addresses, as a profile lists them.
pub fn addresses(text: &str) -> String {
    let shown: Vec<String> = listed(text).map(address).collect();
    shown.join(", ")
}

/// The addresses of a list, which commas and spaces divide.
pub fn listed(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c == ',' || c.is_whitespace())
        .filter(|one| !one.is_empty())
}

/// A library's words about an address without what of it is secret.
pub fn reason(words: &str, about: &str) -> String {
    let mut out = words.replace(about, &address(about));
    let Some(parts) = parts(about) else { return out };
    let mut secrets: Vec<String> = Vec::new();
    // A library may have cut it where it took a sign of it for the end.
    let mut also_decoded = |secret: &str| {
        let decoded = percent_decode_str(secret).decode_utf8_lossy().into_owned();
        for whole in [secret, decoded.as_str()] {
            secrets.push(whole.to_owned());
            let pieces = whole.split(['/', '?', '#', '@', ':']);
            secrets.extend(pieces.filter(|piece| piece.len() >= PIECE_MIN).map(str::to_owned));
        }
    };
    if let Some((_, password)) = parts.login.and_then(|login| login.split_once(':')) {
        also_decoded(password);
    }
    if !is_database(parts.scheme) {
        parts.login.into_iter().for_each(&mut also_decoded);
        parts.path.split('/').for_each(&mut also_decoded);
    }
    for pair in parts.query.unwrap_or_default().split('&') {
        let (name, value) = pair.split_once('=').unwrap_or(("", pair));
        if !OPEN_PARAMETERS.contains(&name) {
            also_decoded(value);
        }
    }
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    for secret in secrets.iter().filter(|secret| secret.len() >= WORD_MIN) {
        out = out.replace(secret.as_str(), HIDDEN);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_of_an_address_is_shown_however_it_is_written() {
        for text in [
            "postgres://iou:s3cret@db/iou",
            "postgres://iou:s3cret/s3cret@db/iou",
            "postgres://iou:s3cret?s3cret@db:5432/iou",
            "postgres://iou:s3cret#s3cret@db/iou",
            "postgres://iou:12?s3cret@db/iou",
            "postgres://iou:s3cret@s3cret@db/iou",
            "postgres://iou:s3cret:s3cret@db/iou",
            "postgresql://db/iou?user=iou&password=s3cret",
            "postgres://db/iou?password=s3cret&sslpassword=s3cret&sslmode=require",
            "postgres://db/iou?s3cret",
            "POSTGRES://iou:s3cret@db/iou",
            "postgress://iou:s3cret@db/iou",
            "mysql://iou:s3cret@db/iou",
            "iou:s3cret@db/iou",
            "wss://rpc.example/v3/s3cret",
            "wss://rpc.example/?apikey=s3cret",
            "wss://rpc.example?s3cret",
            "wss://s3cret@rpc.example",
            "wss://iou:s3cret@rpc.example:443/s3cret?s3cret#s3cret",
            "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=s3cret",
            "ws:// iou:s3cret@host name/",
        ] {
            let shown = address(text);
            assert!(!shown.contains("s3cret"), "{text}: {shown}");
            let error = format!("cannot open {text}: 's3cret' is wrong");
            let shown = reason(&error, text);
            // What is not an address by its form is no more than its own words.
            assert!(
                !shown.contains("s3cret") || !text.contains("://"),
                "{text}: {shown}"
            );
        }
    }

    #[test]
    fn what_helps_to_find_the_fault_stays() {
        for (text, shown) in [
            (
                "postgres://iou:s3cret@db:5432/iou?sslmode=require",
                "postgres://iou:…@db:5432/iou?sslmode=require",
            ),
            ("postgres://iou@db/iou", "postgres://iou@db/iou"),
            ("/var/lib/iou/index.db", "/var/lib/iou/index.db"),
            ("/home/li@home:x/100%.db", "/home/li@home:x/100%.db"),
            ("sqlite:index.db", "sqlite:index.db"),
            ("ws://127.0.0.1:9944", "ws://127.0.0.1:9944"),
            ("wss://rpc.example/key", "wss://rpc.example/…"),
            ("localhost:9944", "localhost:9944"),
        ] {
            assert_eq!(address(text), shown);
        }
        assert_eq!(
            addresses("wss://a/k1,ws://b  wss://c"),
            "wss://a/…, ws://b, wss://c"
        );
    }

    #[test]
    fn a_password_is_not_shown_decoded_either() {
        let url = "postgres://iou:p%40ss%2Fword@db/iou";
        let shown = reason("wrong password p@ss/word (p%40ss%2Fword)", url);
        assert_eq!(shown, "wrong password … (…)");
    }
}
