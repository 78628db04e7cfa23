//! One cluster and one user of a kubeconfig, read whole when they are used: what is wrong with the others is nobody's trouble. What
//! kubectl (client-go's `validation.go`) refuses is refused, what it takes is taken.

use super::node::{Node, Wrong};
use super::proxy;
use super::server::address;
use crate::cluster::plugin::Exec;
use crate::cluster::target::{Credential, Identity, Oidc, Target, Trust};
use crate::files;
use crate::model::text::clean;
use crate::model::trouble::{Credentials, Fault, Kubeconfig, Os, Pem};
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use http::{HeaderName, HeaderValue, Uri};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;
use std::path::{Path, PathBuf};

/// The largest file that a kubeconfig may name, in bytes: bundles of all the world's authorities are a tenth of it.
const LARGEST: u64 = 4 << 20;
/// The name of the extension by which the demo's servers are known; see [`Target::demo`].
pub(super) const DEMO: &str = "dogwatch.demo";

/// A node of a file, and the folder that its relative paths begin at.
#[derive(Clone)]
pub(super) struct Entry {
    pub node: Node,
    pub file: PathBuf,
}

impl Entry {
    /// Where something is wrong, as it is said: file, line, and the words.
    pub(super) fn say(&self, wrong: Wrong) -> Kubeconfig {
        say(&self.file, wrong)
    }

    /// A path of this file, from its folder.
    fn path(&self, path: &str) -> PathBuf {
        self.file.parent().map_or_else(|| PathBuf::from(path), |folder| folder.join(path))
    }
}

/// File, line, words.
pub(super) fn say(file: &Path, wrong: Wrong) -> Kubeconfig {
    let Wrong { line, field, fault } = wrong;
    Kubeconfig::In { file: shown(file), line, field, fault }
}

/// A path as it is shown.
fn shown(path: &Path) -> String {
    clean(&path.to_string_lossy()).into_owned()
}

/// Puts a cluster and a user together to what is connected to.
///
/// # Errors
/// File, line and field of what cannot be used.
pub(super) fn target(cluster: &Entry, user: Option<&Entry>, variables: &proxy::ProxyVariables) -> Result<Target, Credentials> {
    let mut target = of_cluster(cluster).map_err(|wrong| cluster.say(wrong))?;
    if target.proxy.is_none() {
        target.proxy = proxy::of_environment(variables, &target.server)?;
    }
    // As kubectl: credentials are not even read where they would go over the wire in the clear.
    let secure = target.server.scheme_str() == Some("https") || target.demo;
    if let Some(user) = user.filter(|_| secure) {
        of_user(user, &mut target).map_err(|wrong| user.say(wrong))?;
        let wants = matches!(&target.credential, Credential::Exec(exec) if exec.provide_cluster_info);
        let told = if wants { Some(told(cluster, &target).map_err(|wrong| cluster.say(wrong))?) } else { None };
        if let Credential::Exec(exec) = &mut target.credential {
            exec.cluster = told;
        }
    }
    Ok(target)
}

fn of_cluster(entry: &Entry) -> Result<Target, Wrong> {
    let node = &entry.node;
    let server = node.string("server")?.unwrap_or_default();
    let mut target = Target::new(address(server).map_err(|why| node.fault("server", Fault::Address(why)))?);
    target.demo = is_demo(node, &target.server);
    if let Some(url) = node.string("proxy-url")? {
        target.proxy = Some(proxy::of_kubeconfig(url).map_err(|why| node.fault("proxy-url", Fault::Proxy(why)))?);
    }
    target.server_name = node.string("tls-server-name")?.map(str::to_owned);
    let bundle = bytes(entry, "certificate-authority", &mut target.files)?;
    let insecure = node.flag("insecure-skip-tls-verify")?;
    target.trust = match bundle {
        Some(_) if insecure => {
            return Err(node.fault("insecure-skip-tls-verify", Fault::RootsAndInsecure));
        }
        None if insecure => Trust::Anything,
        None => Trust::System,
        Some((field, pem)) => anchors(node, field, &pem)?,
    };
    Ok(target)
}

/// The authorities of a bundle.
fn anchors(node: &Node, field: &str, pem: &[u8]) -> Result<Trust, Wrong> {
    let anchors = crate::cluster::pem::anchors(pem);
    if anchors.is_empty() {
        return Err(node.fault(field, Fault::Pem(Pem::NoCertificate)));
    }
    Ok(Trust::Anchors(anchors))
}

/// Whether it is the demo cluster of this program, which speaks plain HTTP on this machine alone.
fn is_demo(node: &Node, server: &Uri) -> bool {
    let marked = node.elements("extensions").is_ok_and(|all| all.iter().any(|e| e.string("name") == Ok(Some(DEMO))));
    let host = server.host().unwrap_or_default().trim_matches(['[', ']']);
    marked && host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

fn of_user(entry: &Entry, target: &mut Target) -> Result<(), Wrong> {
    let node = &entry.node;
    let token = node.string("token")?;
    let file = node.string("tokenFile")?.map(|path| entry.path(path));
    let (name, password) = (node.string("username")?, node.string("password")?);
    let basic = name.is_some() || password.is_some();
    if basic && (token.is_some() || file.is_some()) {
        return Err(node.fault("username", Fault::BasicAndToken));
    }
    target.identity = identity(entry, &mut target.files)?;
    impersonate(node, target)?;
    let exec = match node.get("exec") {
        Some(exec) => Some(plugin(entry, exec)?),
        None => None,
    };
    let provider = node.get("auth-provider");
    if exec.is_some() && provider.is_some() {
        return Err(node.fault("auth-provider", Fault::ProviderAndExec));
    }
    target.credential = if basic {
        Credential::Basic(name.unwrap_or_default().into(), password.unwrap_or_default().into())
    } else if let Some(path) = file {
        let first = read(&path).map(|bytes| String::from_utf8_lossy(&bytes).trim().to_owned());
        // A token beside the file is for as long as the file cannot be read.
        match (first, token) {
            (Ok(first), _) => Credential::TokenFile { path, first },
            (Err(_), Some(token)) => Credential::TokenFile { path, first: token.to_owned() },
            (Err(why), None) => return Err(node.fault("tokenFile", Fault::File(shown(&path), why))),
        }
    } else if let Some(token) = token {
        Credential::Token(token.to_owned())
    } else if let Some(provider) = provider {
        oidc(provider, &mut target.files)?
    } else if let Some(exec) = exec.filter(|_| target.identity.is_none()) {
        Credential::Exec(Box::new(exec))
    } else {
        Credential::None
    };
    if target.credential.is_wrong() {
        return Err(node.fault(if basic { "username" } else { "token" }, Fault::Token));
    }
    Ok(())
}

/// Certificate and key for the user.
fn identity(entry: &Entry, files: &mut Vec<PathBuf>) -> Result<Option<Identity>, Wrong> {
    let certificate = bytes(entry, "client-certificate", files)?;
    let key = bytes(entry, "client-key", files)?;
    match (certificate, key) {
        // kubectl passes over a key without a certificate.
        (None, _) => Ok(None),
        (Some((field, _)), None) => Err(entry.node.fault(field, Fault::NoKey)),
        (Some((field, certificate)), Some((_, key))) => {
            let identity = Identity { certificate, key };
            crate::cluster::pem::certified(&identity).map_err(|why| entry.node.fault(field, Fault::Pem(why)))?;
            Ok(Some(identity))
        }
    }
}

/// The bytes that `FIELD-data` or the file `FIELD` gives, with the field that gave them.
fn bytes(entry: &Entry, field: &'static str, files: &mut Vec<PathBuf>) -> Result<Option<(&'static str, Vec<u8>)>, Wrong> {
    let node = &entry.node;
    let with_data = match field {
        "certificate-authority" => "certificate-authority-data",
        "client-certificate" => "client-certificate-data",
        _ => "client-key-data",
    };
    let (data, path) = (node.string(with_data)?, node.string(field)?);
    match (data, path) {
        (None, None) => Ok(None),
        (Some(_), Some(_)) => Err(node.fault(field, Fault::Both(with_data, field))),
        (Some(data), None) => Ok(Some((with_data, decoded(node, with_data, data)?))),
        (None, Some(path)) => Ok(Some((field, named(node, field, entry.path(path), files)?))),
    }
}

/// What a field holds in base64, which may stand in several lines.
fn decoded(node: &Node, field: &str, data: &str) -> Result<Vec<u8>, Wrong> {
    let plain: Vec<u8> = data.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    let config = GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true);
    let engine = GeneralPurpose::new(&STANDARD, config.with_decode_padding_mode(DecodePaddingMode::Indifferent));
    engine.decode(plain).map_err(|_| node.fault(field, Fault::NoBase64))
}

/// What stands in the file that a field names.
fn named(node: &Node, field: &str, path: PathBuf, files: &mut Vec<PathBuf>) -> Result<Vec<u8>, Wrong> {
    let bytes = read(&path).map_err(|why| node.fault(field, Fault::File(shown(&path), why)))?;
    files.push(path);
    Ok(bytes)
}

/// A file that is named by a kubeconfig, whole: one that is larger than any of its kind is refused, and so is a pipe, which may never end.
pub(in crate::cluster) fn read(path: &Path) -> Result<Vec<u8>, Os> {
    files::read(path, LARGEST).map_err(|e| Os::of(&files::words(&e)))
}

fn impersonate(node: &Node, target: &mut Target) -> Result<(), Wrong> {
    let user = node.string("as")?;
    let (uid, groups) = (node.string("as-uid")?, node.strings("as-groups")?);
    let extra = match node.get("as-user-extra") {
        Some(extra) if extra.is_map() => extra.keys().map(|key| Ok((key, extra.strings(key)?))).collect::<Result<_, Wrong>>()?,
        Some(_) => return Err(node.fault("as-user-extra", Fault::MustBeMap)),
        None => Vec::new(),
    };
    if user.is_none() && (uid.is_some() || !groups.is_empty() || !extra.is_empty()) {
        return Err(node.fault("as", Fault::NoUser));
    }
    let mut add = |field: &str, name: &str, value: &str| {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| node.fault(field, Fault::HeaderKey))?;
        let value = HeaderValue::from_str(value).map_err(|_| node.fault(field, Fault::HeaderValue))?;
        target.headers.push((name, value));
        Ok::<_, Wrong>(())
    };
    if let Some(user) = user {
        add("as", "impersonate-user", user)?;
    }
    if let Some(uid) = uid {
        add("as-uid", "impersonate-uid", uid)?;
    }
    for group in &groups {
        add("as-groups", "impersonate-group", group)?;
    }
    for (key, values) in &extra {
        for value in values {
            add("as-user-extra", &format!("impersonate-extra-{}", header_key(key)), value)?;
        }
    }
    Ok(())
}

/// What a header's name cannot have (RFC 9110, "tchar").
const NO_TOKEN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'*')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// A key of an extra as a part of a header's name, as client-go escapes it.
fn header_key(key: &str) -> String {
    utf8_percent_encode(key, NO_TOKEN).to_string().to_lowercase()
}

fn oidc(provider: &Node, files: &mut Vec<PathBuf>) -> Result<Credential, Wrong> {
    match provider.string("name")? {
        Some("oidc") => {
            // All of it is text.
            provider.pairs("config")?;
            let node = provider.get("config").cloned().unwrap_or_default();
            let text = |field: &str| node.string(field).map(|t| t.unwrap_or_default().to_owned());
            let (bundle, with_data) = ("idp-certificate-authority", "idp-certificate-authority-data");
            // Where both are there the data counts. A path begins where the program was started, as kubectl has it.
            let trust = match (node.string(with_data)?, node.string(bundle)?) {
                (Some(data), _) => anchors(&node, with_data, &decoded(&node, with_data, data)?)?,
                (None, Some(path)) => anchors(&node, bundle, &named(&node, bundle, path.into(), files)?)?,
                (None, None) => Trust::System,
            };
            Ok(Credential::Oidc(Box::new(Oidc {
                issuer: text("idp-issuer-url")?,
                client_id: text("client-id")?,
                client_secret: text("client-secret")?,
                id_token: text("id-token")?,
                refresh_token: text("refresh-token")?,
                trust,
            })))
        }
        Some("gcp") => Err(provider.fault("name", Fault::Removed("gcp", "gke-gcloud-auth-plugin"))),
        Some("azure") => Err(provider.fault("name", Fault::Removed("azure", "kubelogin"))),
        _ => Err(provider.fault("name", Fault::NoProvider)),
    }
}

fn plugin(entry: &Entry, exec: &Node) -> Result<Exec, Wrong> {
    let command = exec.string("command")?.ok_or_else(|| exec.fault("command", Fault::ExecNeeds))?;
    let version = exec.string("apiVersion")?.ok_or_else(|| exec.fault("apiVersion", Fault::ExecNeeds))?;
    match (version, exec.string("interactiveMode")?) {
        ("client.authentication.k8s.io/v1", None) => {
            return Err(exec.fault("interactiveMode", Fault::ExecNeedsMode));
        }
        (
            "client.authentication.k8s.io/v1" | "client.authentication.k8s.io/v1beta1",
            None | Some("Never" | "IfAvailable" | "Always"),
        ) => {}
        ("client.authentication.k8s.io/v1" | "client.authentication.k8s.io/v1beta1", Some(_)) => {
            return Err(exec.fault("interactiveMode", Fault::Mode));
        }
        _ => return Err(exec.fault("apiVersion", Fault::Version)),
    }
    // As client-go: what has a separator is a path, from the file's folder; a bare name is looked for in PATH.
    let command = if command.contains('/') { entry.path(command).to_string_lossy().into_owned() } else { command.to_owned() };
    let mut env = Vec::new();
    for variable in exec.elements("env")? {
        let name = variable.string("name")?.ok_or_else(|| variable.fault("name", Fault::VariableNeedsName))?;
        if name.contains(['=', '\0']) {
            return Err(variable.fault("name", Fault::NoVariable));
        }
        let value = variable.string("value")?.unwrap_or_default();
        if value.contains('\0') {
            return Err(variable.fault("value", Fault::Zero));
        }
        env.push((name.to_owned(), value.to_owned()));
    }
    let args = exec.strings("args")?;
    if command.contains('\0') || args.iter().any(|a| a.contains('\0')) {
        return Err(exec.fault("command", Fault::Zero));
    }
    Ok(Exec {
        command,
        args,
        env,
        version: version.to_owned(),
        hint: exec.string("installHint")?.map(str::to_owned),
        provide_cluster_info: exec.flag("provideClusterInfo")?,
        cluster: None,
    })
}

/// What a plugin that asks for it is told of the cluster: `ExecCredential.spec.cluster`.
fn told(entry: &Entry, target: &Target) -> Result<serde_json::Value, Wrong> {
    let node = &entry.node;
    let mut out = serde_json::Map::new();
    out.insert("server".into(), node.string("server")?.unwrap_or_default().into());
    if let Some(name) = &target.server_name {
        out.insert("tls-server-name".into(), name.as_str().into());
    }
    if target.trust == Trust::Anything {
        out.insert("insecure-skip-tls-verify".into(), true.into());
    }
    if let Some((_, pem)) = bytes(entry, "certificate-authority", &mut Vec::new())? {
        out.insert("certificate-authority-data".into(), base64::engine::general_purpose::STANDARD.encode(pem).into());
    }
    if let Some(url) = node.string("proxy-url")? {
        out.insert("proxy-url".into(), url.into());
    }
    let config = node.elements("extensions")?.iter().find(|e| e.string("name") == Ok(Some("client.authentication.k8s.io/exec")));
    if let Some(config) = config.and_then(|e| e.get("extension")) {
        out.insert("config".into(), config.json());
    }
    Ok(json!(out))
}
