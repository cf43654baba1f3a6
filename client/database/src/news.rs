//! Word of what was written, so that whoever waits for it need not look for it: within a process by a channel, between the
//! processes at a PostgreSQL server by LISTEN and NOTIFY. It carries nothing and promises nothing: what happened stands in the
//! tables, and many changes may make one word.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use sqlx::postgres::PgListener;
use sqlx::AnyConnection;
use tokio::sync::watch;

use super::address::Kind;

/// The name under which servers tell it.
const CHANNEL: &str = "iou_news";
/// How long to wait before the server is listened to again.
const RETRY: Duration = Duration::from_secs(5);

/// Rings where something was written. Its clones are the same.
#[derive(Debug, Clone)]
pub(crate) struct Bell {
    sender: watch::Sender<()>,
    /// The server, where other processes may be at it.
    server: Option<SecretString>,
    /// Whether the server is listened to. Held where somebody begins to wait, and where the last one may have gone.
    is_heard: Arc<Mutex<bool>>,
}

impl Bell {
    pub(crate) fn new(kind: Kind, url: &str) -> Bell {
        Bell {
            sender: watch::Sender::new(()),
            server: (kind == Kind::Postgres).then(|| url.into()),
            is_heard: Arc::default(),
        }
    }

    /// Those who are at this process.
    pub(crate) fn ring(&self) {
        self.sender.send_replace(());
    }

    /// Those who are at other processes, once the transaction is made to last.
    pub(crate) async fn announce(&self, tx: &mut AnyConnection) -> sqlx::Result<()> {
        if self.server.is_some() {
            let told = sqlx::query("SELECT 1 FROM pg_notify($1, '')")
                .bind(CHANNEL)
                .execute(tx);
            let _rows = told.await?;
        }
        Ok(())
    }

    pub(crate) fn news(&self) -> News {
        let mut is_heard = self.is_heard();
        let news = News(self.sender.subscribe());
        if let Some(url) = &self.server {
            if !std::mem::replace(&mut *is_heard, true) {
                let (bell, url) = (self.clone(), url.clone());
                let _listening = tokio::spawn(async move { bell.listen(&url).await });
            }
        }
        news
    }

    fn is_heard(&self) -> MutexGuard<'_, bool> {
        self.is_heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Passes on what the server tells, as long as anybody here listens.
    async fn listen(&self, url: &SecretString) {
        let listening = async {
            loop {
                if let Err(error) = self.passed_on(url).await {
                    tracing::debug!(%error, "news: the server is not heard; the tables are looked at now and then");
                }
                tokio::time::sleep(RETRY).await;
            }
        };
        tokio::pin!(listening);
        loop {
            tokio::select! {
                () = self.sender.closed() => {}
                () = &mut listening => {}
            }
            // Somebody may have begun to wait since the last one went.
            let mut is_heard = self.is_heard();
            if self.sender.receiver_count() == 0 {
                *is_heard = false;
                return;
            }
        }
    }

    async fn passed_on(&self, url: &SecretString) -> sqlx::Result<()> {
        let mut listener = PgListener::connect(url.expose_secret()).await?;
        listener.listen(CHANNEL).await?;
        loop {
            // What was told while nobody listened is told now.
            self.ring();
            // None: the line was cut, and is there again.
            let _told = listener.try_recv().await?;
        }
    }
}

/// Who waits for word.
#[derive(Debug)]
pub struct News(watch::Receiver<()>);

impl News {
    /// Until something was written that was not heard of yet.
    pub async fn heard(&mut self) {
        if self.0.changed().await.is_err() {
            // The database is closed: nothing is written any more.
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;
    use tokio::time::timeout;

    const SOON: Duration = Duration::from_secs(10);

    async fn told_by(writer: &Store, reader: &Store) {
        let mut news = reader.news();
        // A server needs a moment until it is listened to, and rings then.
        if reader.kind() == Kind::Postgres {
            timeout(SOON, news.heard()).await.unwrap();
        }
        let silent = timeout(Duration::from_millis(50), news.heard()).await;
        assert!(silent.is_err(), "nothing was written");
        writer.commit(writer.begin().await.unwrap()).await.unwrap();
        let silent = timeout(Duration::from_millis(50), news.heard()).await;
        assert!(silent.is_err(), "nobody waits for that");
        for _ in 0..3 {
            let tx = writer.begin().await.unwrap();
            writer.commit_and_tell(tx).await.unwrap();
        }
        timeout(SOON, news.heard()).await.unwrap();
    }

    #[tokio::test]
    async fn what_is_written_for_others_is_heard_in_the_process_that_writes_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("news.db").display().to_string();
        let store = Store::open(&path).await.unwrap();
        told_by(&store, &store.clone()).await;
    }

    #[tokio::test]
    async fn what_one_process_writes_at_a_server_another_hears() {
        let url = tokio::task::spawn_blocking(|| iou_testing::server("store_news"))
            .await
            .unwrap();
        let (writer, reader) = (Store::open(&url).await.unwrap(), Store::open(&url).await.unwrap());
        told_by(&writer, &reader).await;
        // What is taken back was never told. A new listener is told at first, and what came before may still be on its way.
        let mut news = reader.news();
        while timeout(Duration::from_millis(500), news.heard()).await.is_ok() {}
        let mut tx = writer.begin().await.unwrap();
        writer.bell().announce(&mut tx).await.unwrap();
        tx.rollback().await.unwrap();
        assert!(timeout(Duration::from_millis(200), news.heard()).await.is_err());
    }
}
