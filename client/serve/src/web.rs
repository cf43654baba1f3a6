//! The service host: the API under `/v1` and the pages, in one process with the signer host at an address of its own. All
//! handlers share one [`Site`]; each part has a `router()` that is merged here, and whatever holds for all requests (who
//! asks and how often, the host that is meant, headers for browsers, the words of a problem) is done here, once.
//! Units: milliseconds since 1970 where a name ends in `_ms`.

mod fault;
mod guard;

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::frame::server::{self, Door};
use crate::frame::Clients;
use crate::read::Reader;
use crate::{api, boxes, drafts, intents, keeping, pages, sessions, signer};
use crate::{Error, Result, Server};
use iou_database::Store;
use iou_health::Health;
use iou_relay::intents::settings::Limits;
use iou_relay::intents::Reception;
use iou_relay::worker::Dial;

pub use crate::budget::Daily;
pub(crate) use fault::bytes;
pub use fault::{Body, Fault};
pub use guard::Client;

/// Where the service host is unless somebody says otherwise.
pub const DEFAULT_LISTEN: &str = "127.0.0.1:9700";
/// Where the signer host is unless somebody says otherwise.
pub const DEFAULT_SIGNER_LISTEN: &str = "127.0.0.1:9701";
/// How people reach the service host unless somebody says otherwise.
pub const DEFAULT_PUBLIC_URL: &str = "http://localhost:9700";
/// How people reach the signer host unless somebody says otherwise.
pub const DEFAULT_SIGNER_URL: &str = "http://localhost:9701";
/// How long a connection lives, whatever it does: a stream of events begins anew after that.
const LIFE: Duration = Duration::from_secs(15 * 60);

/// What a site goes by.
#[derive(Debug, Clone)]
pub struct SiteSettings {
    /// `ADDRESS:PORT` of the service host.
    pub listen: String,
    /// How people reach it: scheme, host and port alone.
    pub public_url: Url,
    /// `ADDRESS:PORT` of the signer host; `None` where it is served elsewhere.
    pub signer_listen: Option<String>,
    /// How people reach the signer host: an origin of its own.
    pub signer_url: Url,
    /// The proxies whose word on the address of a client is taken (`X-Forwarded-For`).
    pub proxies: Vec<IpAddr>,
    /// How often it may be asked.
    pub limits: Limits,
    /// What it keeps in a day.
    pub daily: Daily,
}

impl Default for SiteSettings {
    fn default() -> SiteSettings {
        SiteSettings {
            listen: DEFAULT_LISTEN.into(),
            public_url: Url::parse(DEFAULT_PUBLIC_URL).expect("well formed"),
            signer_listen: Some(DEFAULT_SIGNER_LISTEN.into()),
            signer_url: Url::parse(DEFAULT_SIGNER_URL).expect("well formed"),
            proxies: Vec::new(),
            limits: site_limits(),
            daily: Daily::default(),
        }
    }
}

/// A page is several requests, so a site takes more of them than a relay.
fn site_limits() -> Limits {
    Limits {
        per_second: 30,
        burst: 120,
        connections: 1_024,
        connections_per_address: 64,
    }
}

impl SiteSettings {
    /// Reads an address at which people reach a host.
    ///
    /// Errors: [`Error::PublicUrl`] where it is none, or says more than scheme, host and port.
    pub fn url(text: &str) -> Result<Url> {
        let refused = || Error::PublicUrl { url: text.into() };
        let url = Url::parse(text).map_err(|_| refused())?;
        let is_web = matches!(url.scheme(), "http" | "https") && url.host_str().is_some();
        let is_bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        let is_open = url.username().is_empty() && url.password().is_none();
        match is_web && is_bare && is_open {
            true => Ok(url),
            false => Err(refused()),
        }
    }

    /// The service host as an origin, without a slash at its end: `https://iou.example`.
    pub fn public_origin(&self) -> String {
        self.public_url.origin().ascii_serialization()
    }

    /// The signer host as an origin.
    pub fn signer_origin(&self) -> String {
        self.signer_url.origin().ascii_serialization()
    }

    /// The host that signed texts name: with its port where that is not the scheme's own.
    pub fn host(&self) -> String {
        let origin = self.public_origin();
        origin.split_once("://").map_or("", |(_, host)| host).to_owned()
    }

    /// Whether people reach it by TLS.
    pub fn is_https(&self) -> bool {
        self.public_url.scheme() == "https"
    }
}

/// What all handlers share.
pub struct Site {
    /// The database of the index, and of what is kept here.
    pub store: Store,
    /// What it goes by.
    pub settings: SiteSettings,
    /// The host that signed texts name.
    pub(crate) host: String,
    /// Takes intents, where this site does.
    pub reception: Option<Arc<Reception>>,
    /// How the process does.
    pub health: Health,
    /// Loans as the tables have them.
    pub reader: Reader,
    /// The node, asked for what the tables lack.
    pub node: api::Node,
    /// What takes long, so much of it at once.
    pub workshop: api::Workshop,
    /// What happens, for those who listen.
    pub hub: api::Hub,
    /// Who asks, and how often they may.
    pub(crate) clients: Arc<Clients>,
}

impl Site {
    /// A site over `store` that reaches the contract by `dial`.
    pub fn new(
        store: Store,
        settings: SiteSettings,
        dial: Dial,
        reception: Option<Arc<Reception>>,
        health: Health,
    ) -> Site {
        let clients = Clients::new(settings.limits, settings.proxies.clone());
        Site {
            reader: Reader::new(store.clone()),
            reception,
            health,
            node: api::Node::new(dial),
            workshop: api::Workshop::default(),
            hub: api::Hub::new(store.clone()),
            clients: Arc::new(clients),
            host: settings.host(),
            settings,
            store,
        }
    }
}

/// The servers of a site.
pub struct Running {
    site: Server,
    signer: Option<Server>,
}

impl Running {
    /// Where the service host listens.
    pub fn address(&self) -> std::net::SocketAddr {
        self.site.address()
    }

    /// Where the signer host listens, if it is served here.
    pub fn signer_address(&self) -> Option<std::net::SocketAddr> {
        self.signer.as_ref().map(Server::address)
    }

    /// Waits until both have ended, which they do soon after `cancel`.
    pub async fn stopped(self) {
        self.site.stopped().await;
        if let Some(signer) = self.signer {
            signer.stopped().await;
        }
    }
}

/// Serves a site until `cancel`.
///
/// Errors: [`Error::Listen`] when an address is none, or cannot be had.
pub async fn start(site: Arc<Site>, cancel: CancellationToken) -> Result<Running> {
    let settings = &site.settings;
    let door = |listen: &str, what| Door {
        listen: listen.to_owned(),
        what,
        limits: settings.limits,
        proxies: settings.proxies.clone(),
        life: LIFE,
    };
    let signer = match &settings.signer_listen {
        Some(listen) => {
            let door = door(listen, "the signer host is served");
            Some(server::start(door, signer::router(settings), cancel.clone()).await?)
        }
        None => None,
    };
    let (listener, told) = (site.clone(), cancel.clone());
    let _ends_with_it = tokio::spawn(async move { listener.hub.run(&listener.health, &told).await });
    let door = door(&settings.listen, "the service host is served");
    let _kept = tokio::spawn(keeping::watch(site.clone(), cancel.clone()));
    let site = server::start(door, router(site.clone()), cancel).await?;
    Ok(Running { site, signer })
}

/// Everything that the service host answers.
pub(crate) fn router(site: Arc<Site>) -> Router {
    let mut router = Router::new()
        .merge(api::router())
        .merge(drafts::router())
        .merge(boxes::router())
        .merge(sessions::router())
        .merge(pages::router());
    if let Some(reception) = &site.reception {
        let desk = intents::Desk::mounted(reception.clone(), site.clients.clone());
        router = router.merge(intents::routes(Arc::new(desk)));
    }
    guard::around(router, site.clone()).with_state(site)
}

#[cfg(test)]
mod tests;
