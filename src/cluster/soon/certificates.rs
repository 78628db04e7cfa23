//! Certificates: of TLS Secrets, of those by which webhooks and APIs are believed, of the server, and the user's own. Of a Secret its
//! certificate alone is read; its key is passed over where it stands, and goes with the page that it came on.

use super::chain::{Chain, bundle_of, chain, chain_of};
use super::read::{Meta, Reader, Trouble, name, nullable};
use crate::cluster::closed::CERTIFICATES;
use crate::model::resource::Resource;
use crate::model::soon::{Due, Holder, Matter, Whose, Why, rules};
use crate::model::{Name, Time};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

fn due(chain: Chain, whose: Whose, now: Time) -> Option<Matter> {
    rules::chain(whose, chain.names, &chain.links, now)
}

/// What the connection itself stands on. Nothing is asked for it.
pub(super) async fn connection(reader: &Reader<'_>, now: Time) -> (Vec<Due>, Vec<Trouble>) {
    let own = reader.session.own().await;
    let (server, user) = (name(&reader.session.at()), reader.session.context.clone());
    let (mut found, mut unread) = (Vec::new(), 0);
    let mut take = |read: Option<Chain>, of: &Name, judge: &dyn Fn(Chain) -> Option<Matter>| {
        unread += usize::from(read.as_ref().is_none_or(|chain| chain.unread));
        let matter = read.and_then(judge);
        found.extend(matter.map(|matter| Due { holder: Holder::of_connection(of), matter }));
    };
    if !own.server.is_empty() {
        take(chain(&own.server, &own.anchors), &server, &|chain| due(chain, Whose::Server, now));
    }
    if let Some((pem, origin)) = own.user {
        take(chain_of(&pem), &user, &|chain| rules::own_chain(chain.names, &chain.links, origin, now));
    }
    let token = own.token.and_then(|(counts, origin)| rules::token(counts, origin, now));
    found.extend(token.map(|matter| Due { holder: Holder::of_connection(&user), matter }));
    (found, if unread > 0 { vec![(None, Why::NotRead(unread))] } else { Vec::new() })
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Secret {
    #[serde(deserialize_with = "nullable")]
    metadata: Meta,
    #[serde(deserialize_with = "nullable")]
    data: Data,
}

/// Whatever else stands beside it is passed over.
#[derive(Deserialize, Default)]
struct Data {
    #[serde(default, rename = "tls.crt", deserialize_with = "nullable")]
    certificate: String,
}

/// TLS Secrets.
pub(super) async fn secrets(reader: &mut Reader<'_>, now: Time) -> (Vec<Due>, Vec<Trouble>) {
    let mut found = Vec::new();
    let take = |resource: &Resource, text: &str| {
        let secret: Secret = serde_json::from_str(text).ok()?;
        // One that waits for its certificate has none yet.
        if secret.data.certificate.is_empty() {
            return Some(());
        }
        let pem = STANDARD.decode(&secret.data.certificate).ok()?;
        let chain = chain_of(&pem)?;
        let whole = !chain.unread;
        let matter = due(chain, Whose::Secret, now);
        found.extend(matter.map(|matter| Due { holder: secret.metadata.holder(resource), matter }));
        whole.then_some(())
    };
    let query = format!("{CERTIFICATES}&");
    let unseen = reader.list(&[Resource::new("", "v1", "secrets", "Secret", true)], &query, take).await;
    (found, unseen)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Configuration {
    #[serde(deserialize_with = "nullable")]
    metadata: Meta,
    #[serde(deserialize_with = "nullable")]
    webhooks: Vec<Webhook>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Webhook {
    #[serde(deserialize_with = "nullable")]
    name: String,
    #[serde(deserialize_with = "nullable")]
    client_config: Client,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Client {
    #[serde(deserialize_with = "nullable")]
    ca_bundle: String,
}

/// The bundle of a webhook or an API. `None` where it cannot be read; where there is none, its server is believed by others.
fn bundle(text: &str, whose: Whose, now: Time) -> Option<Option<Matter>> {
    if text.is_empty() {
        return Some(None);
    }
    let pem = STANDARD.decode(text).ok()?;
    Some(due(bundle_of(&pem)?, whose, now))
}

/// Webhooks of one sort.
pub(super) async fn webhooks(reader: &mut Reader<'_>, mutating: bool, now: Time) -> (Vec<Due>, Vec<Trouble>) {
    let (plural, kind) = if mutating {
        ("mutatingwebhookconfigurations", "MutatingWebhookConfiguration")
    } else {
        ("validatingwebhookconfigurations", "ValidatingWebhookConfiguration")
    };
    let mut found = Vec::new();
    let take = |resource: &Resource, text: &str| {
        let it: Configuration = serde_json::from_str(text).ok()?;
        let mut read = Some(());
        for hook in &it.webhooks {
            match bundle(&hook.client_config.ca_bundle, Whose::Webhook(name(&hook.name)), now) {
                Some(matter) => found.extend(matter.map(|matter| Due { holder: it.metadata.holder(resource), matter })),
                None => read = None,
            }
        }
        read
    };
    let unseen = reader.list(&[Resource::new("admissionregistration.k8s.io", "v1", plural, kind, false)], "", take).await;
    (found, unseen)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct ApiService {
    #[serde(deserialize_with = "nullable")]
    metadata: Meta,
    #[serde(deserialize_with = "nullable")]
    spec: Client,
}

/// APIs that other servers serve.
pub(super) async fn api_services(reader: &mut Reader<'_>, now: Time) -> (Vec<Due>, Vec<Trouble>) {
    let mut found = Vec::new();
    let take = |resource: &Resource, text: &str| {
        let it: ApiService = serde_json::from_str(text).ok()?;
        let matter = bundle(&it.spec.ca_bundle, Whose::ApiService, now)?;
        found.extend(matter.map(|matter| Due { holder: it.metadata.holder(resource), matter }));
        Some(())
    };
    let unseen = reader.list(&[Resource::new("apiregistration.k8s.io", "v1", "apiservices", "APIService", false)], "", take).await;
    (found, unseen)
}
