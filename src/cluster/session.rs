//! A session with one API server as one user: reads with a deadline, and nothing else. Writes need a [`WriteAccess`], which exists only
//! outside read-only mode.

use super::body::{BEAT, Bound, Gathering, OBJECT, PAGE, Received};
use super::clock::Clock;
use super::closed::closed;
use super::connect::{Own, Way};
use super::error::{self, ApiError};
use super::foreign;
use super::kubeconfig::Contexts;
use super::link::Link;
use super::path::ApiPath;
use super::throttle::{Called, Queue, Throttle};
use super::warning::warnings;
use crate::model::{Name, Time};
use bytes::Bytes;
use futures::Stream;
use http::{Method, Request, Response, StatusCode, header};
use kube::client::Body;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::timeout;

/// The permission to write at all. One can only be had from [`Mode::new`] without `--readonly`, and a [`WriteAccess`] cannot be made
/// without one: in read-only mode no value of these types exists.
#[derive(Clone, Copy, Debug)]
pub struct ReadWrite(());

/// Whether this run of the program may write.
#[derive(Clone, Copy, Debug)]
pub enum Mode {
    /// `--readonly`.
    ReadOnly,
    /// Changes may be sent, through the gate.
    ReadWrite(ReadWrite),
}

impl Mode {
    /// The mode that the flags and settings ask for.
    pub const fn new(readonly: bool) -> Self {
        if readonly { Self::ReadOnly } else { Self::ReadWrite(ReadWrite(())) }
    }

    /// Whether nothing may be written.
    pub const fn is_readonly(self) -> bool {
        matches!(self, Self::ReadOnly)
    }
}

/// How long an ordinary read may take.
pub const READ_DEADLINE: Duration = Duration::from_secs(15);
/// How long an answer that is none is looked at.
const LOOKING: Duration = Duration::from_secs(2);
pub(super) const JSON: &str = "application/json";
/// What is accepted where no more of an object, or of those of a watch, is wanted than the metadata. A server that has it not sends them whole.
pub(super) const METADATA: &str = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io,application/json";
/// The same of a list.
pub(super) const METADATA_LIST: &str = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json";
/// What is accepted where a table is wanted.
pub(super) const TABLE: &str = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
const REVIEW: &str = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
const RULES: &str = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews";

/// The connection that reads and writes share. It drops writes itself in read-only mode, whatever it is handed.
pub(super) struct Wire {
    context: Name,
    way: Arc<Way>,
    mode: Mode,
    /// Whether the link was found to be slow.
    thin: AtomicBool,
    clock: Clock,
    throttle: Throttle,
    link: Arc<Link>,
}

impl std::fmt::Debug for Wire {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wire").field("context", &self.context).field("mode", &self.mode).finish_non_exhaustive()
    }
}

impl Wire {
    /// Sends a request and gives the response's head, failures already told apart.
    pub(super) async fn send(&self, request: Request<Vec<u8>>, deadline: Duration) -> Result<Response<Received>, ApiError> {
        self.answer(request, deadline, |status| status.is_success()).await
    }

    /// As [`Wire::send`], of a request whose answer hands the connection over: to no more requests, but to a stream into a pod.
    pub(super) async fn switch(&self, request: Request<Vec<u8>>, deadline: Duration) -> Result<Response<Received>, ApiError> {
        self.answer(request, deadline, |status| status == StatusCode::SWITCHING_PROTOCOLS).await
    }

    async fn answer(
        &self,
        request: Request<Vec<u8>>,
        deadline: Duration,
        good: fn(StatusCode) -> bool,
    ) -> Result<Response<Received>, ApiError> {
        let asks = request.method() == Method::POST && matches!(request.uri().path(), REVIEW | RULES);
        let reads = request.method() == Method::GET || asks;
        if self.mode.is_readonly() && (!reads || acts(&request)) {
            return Err(ApiError::ReadOnly);
        }
        let (count, client) = self.way.client().await?;
        let logs = request.uri().path().ends_with("/log");
        let beyond = is_beyond(request.uri().path());
        let left = Time::system();
        let answer = timeout(deadline, client.send(request.map(Body::from))).await.map_err(|_| ApiError::Timeout(deadline))?;
        let response = Received::of(answer.map_err(ApiError::from)?);
        let status = response.status();
        let after = response.headers().get(header::RETRY_AFTER).and_then(|v| v.to_str().ok()).map(str::to_owned);
        if status != StatusCode::UNAUTHORIZED && foreign::is_foreign(status, response.headers(), logs) {
            let (head, body) = response.into_parts();
            let body = timeout(LOOKING, body.beginning()).await.unwrap_or_default();
            return Err(foreign::told(&self.way.server(), status, &head.headers, &body, after.as_deref().and_then(error::after)));
        }
        if let Some(date) = response.headers().get(header::DATE).and_then(|v| v.to_str().ok()).filter(|_| !beyond) {
            self.clock.heard(left, Time::system(), date);
        }
        if good(status) {
            return Ok(response);
        }
        let code = status.as_u16();
        let (head, body) = response.into_parts();
        let body = timeout(deadline, body.beginning()).await.unwrap_or_default();
        if code != 401 && foreign::is_page(&body) {
            return Err(foreign::told(&self.way.server(), status, &head.headers, &body, after.as_deref().and_then(error::after)));
        }
        if code == 401 && !beyond {
            // A rotated token or an expired certificate: the next request reads them anew.
            self.way.forget_this(count);
        }
        Err(ApiError::from_response(code, &body, after.as_deref()))
    }

    /// As [`Wire::send`], with the whole body, within the same deadline. Signing in, where that is needed first, is not counted.
    pub(super) async fn fetch(&self, request: Request<Vec<u8>>, bound: Bound, deadline: Duration) -> Result<Bytes, ApiError> {
        self.fetch_warned(request, bound, deadline).await.map(|(body, _)| body)
    }

    /// As [`Wire::fetch`], with what the server warns of.
    pub(super) async fn fetch_warned(
        &self,
        request: Request<Vec<u8>>,
        bound: Bound,
        deadline: Duration,
    ) -> Result<(Bytes, Vec<String>), ApiError> {
        // Signing in has a deadline of its own: a plugin may take longer than a heartbeat.
        self.way.client().await?;
        let whole = async {
            let response = self.send(request, deadline).await?;
            let warnings = warnings(response.headers());
            response.into_body().gather(bound).whole().await.map(|body| (body, warnings))
        };
        timeout(deadline, whole).await.map_err(|_| ApiError::Timeout(deadline))?
    }
}

/// Whether another server answers on this path, through the API server: a kubelet, the metrics server. Its clock is not the API server's, and
/// its 401 says nothing of the user's credentials.
fn is_beyond(path: &str) -> bool {
    let kubelet = path.strip_prefix("/api/v1/nodes/").is_some_and(|rest| rest.contains("/proxy/"));
    kubelet || path.starts_with("/apis/metrics.k8s.io/")
}

/// Whether a request does something though it may be a GET: exec, attach, port-forward and the proxies reach into pods, services and nodes,
/// and an upgraded connection says nothing of what goes over it.
fn acts(request: &Request<Vec<u8>>) -> bool {
    let upgrades = request.headers().contains_key(header::UPGRADE)
        || request.headers().get(header::CONNECTION).is_some_and(|v| v.as_bytes().to_ascii_lowercase().ends_with(b"upgrade"));
    // /api/v1/namespaces/NS/pods/NAME/exec and /api/v1/nodes/NAME/proxy/…; a group may serve the same below /apis.
    let segments: Vec<&str> = request.uri().path().split('/').filter(|s| !s.is_empty()).collect();
    let rest = match segments[..] {
        // The one thing behind a proxy that is read: the kubelet's figures, which it serves by GET alone.
        ["api", "v1", "nodes", _, "proxy", "stats", "summary"] if request.method() == Method::GET => &[],
        ["api", _, "namespaces", _, ref rest @ ..] | ["apis", _, _, "namespaces", _, ref rest @ ..] => rest,
        ["api", _, ref rest @ ..] | ["apis", _, _, ref rest @ ..] => rest,
        _ => &[],
    };
    upgrades
        || rest.get(2).is_some_and(|sub| matches!(sub.to_ascii_lowercase().as_str(), "exec" | "attach" | "portforward" | "proxy"))
}

/// What the gate's writer is made of: the connection of a session that may write.
#[derive(Clone, Debug)]
pub struct WriteAccess {
    pub(super) wire: Arc<Wire>,
    _permission: ReadWrite,
}

/// A session: reads only. Cheap to share.
#[derive(Clone, Debug)]
pub struct Session {
    wire: Arc<Wire>,
    /// The context's name.
    pub context: Name,
}

impl Session {
    /// A session for a context, and what its gate writes by unless the mode is read-only. Nothing is sent yet: the client is made with
    /// the first request, so that a missing plugin or an unreachable server is a state of the dashboard and not an exit.
    pub fn open(contexts: Contexts, context: &Name, mode: Mode) -> (Self, Option<WriteAccess>) {
        let way = Way::new(contexts, context.clone());
        let (thin, clock, throttle, link) = (AtomicBool::new(false), Clock::default(), Throttle::default(), Link::new());
        let wire = Arc::new(Wire { context: context.clone(), way, mode, thin, clock, throttle, link });
        let access = match mode {
            Mode::ReadOnly => None,
            Mode::ReadWrite(permission) => Some(WriteAccess { wire: wire.clone(), _permission: permission }),
        };
        (Self { wire, context: context.clone() }, access)
    }

    /// GET of a path with its query, such as `/api/v1/pods?limit=500`, with the whole body.
    pub async fn get(&self, path: &str, deadline: Duration) -> Result<Bytes, ApiError> {
        self.get_within(path, OBJECT, deadline).await
    }

    /// GET of what may be as large as a page, whole, in a form; packed where the link is slow.
    pub(super) async fn get_page(&self, path: &str, accept: &str, deadline: Duration) -> Result<Bytes, ApiError> {
        let whole = async { self.open_whole(path, accept, self.is_thin(), PAGE, deadline).await?.whole().await };
        timeout(deadline, whole).await.map_err(|_| ApiError::Timeout(deadline))?
    }

    /// As [`Session::get`], of what is never as large as an object may be.
    pub(super) async fn get_within(&self, path: &str, bound: Bound, deadline: Duration) -> Result<Bytes, ApiError> {
        self.get_as(path, JSON, bound, deadline).await
    }

    /// As [`Session::get_within`], in another form than plain JSON.
    pub(super) async fn get_as(&self, path: &str, accept: &str, bound: Bound, deadline: Duration) -> Result<Bytes, ApiError> {
        self.wire.fetch(read(path, accept)?, bound, deadline).await
    }

    /// GET whose body is a stream without an end: a watch, a followed log, or a long list. The deadline is for the head of the answer;
    /// how long the body may be silent is the caller's to say.
    pub async fn open_stream(
        &self,
        path: &str,
        deadline: Duration,
    ) -> Result<impl Stream<Item = Result<Bytes, ApiError>> + Unpin + use<>, ApiError> {
        self.open_stream_as(path, JSON, deadline).await
    }

    /// As [`Session::open_stream`], in another form than plain JSON: what the Accept header says.
    pub async fn open_stream_as(
        &self,
        path: &str,
        accept: &str,
        deadline: Duration,
    ) -> Result<impl Stream<Item = Result<Bytes, ApiError>> + Unpin + use<>, ApiError> {
        Ok(self.wire.send(read(path, accept)?, deadline).await?.into_body().pieces())
    }

    /// GET whose body is gathered piece by piece, up to a bound. It is packed where that is asked for and the server is ready to: packing takes
    /// its time at both ends, so it pays on slow links alone.
    pub(super) async fn open_whole(
        &self,
        path: &str,
        accept: &str,
        packed: bool,
        bound: Bound,
        deadline: Duration,
    ) -> Result<Gathering, ApiError> {
        let mut request = read(path, accept)?;
        if packed {
            request.headers_mut().insert(header::ACCEPT_ENCODING, header::HeaderValue::from_static("gzip"));
        }
        Ok(self.wire.send(request, deadline).await?.into_body().gather(bound))
    }

    /// Whether the link to the server was found to be slow, so that fewer bytes are worth more than time to make them fewer.
    pub(super) fn is_thin(&self) -> bool {
        self.wire.thin.load(Ordering::Relaxed)
    }

    /// Takes note of how fast the link is.
    pub(super) fn set_thin(&self, thin: bool) {
        self.wire.thin.store(thin, Ordering::Relaxed);
    }

    /// POST of a SelfSubjectAccessReview's JSON: a question, which changes nothing.
    pub async fn review(&self, body: Vec<u8>, deadline: Duration) -> Result<Bytes, ApiError> {
        self.ask(REVIEW, body, deadline).await
    }

    /// POST of a SelfSubjectRulesReview's JSON: a question as well.
    pub(super) async fn review_rules(&self, body: Vec<u8>, deadline: Duration) -> Result<Bytes, ApiError> {
        self.ask(RULES, body, deadline).await
    }

    async fn ask(&self, path: &str, body: Vec<u8>, deadline: Duration) -> Result<Bytes, ApiError> {
        let request = Request::post(ApiPath::new(path)?.text()).header(header::CONTENT_TYPE, "application/json").body(body);
        self.wire.fetch(request.map_err(ApiError::unread)?, BEAT, deadline).await
    }

    /// By how many milliseconds the server's clock is ahead of this machine's, as far as its answers have shown; negative where it is behind.
    pub fn skew(&self) -> i64 {
        self.wire.clock.skew()
    }

    /// The time on the server's clock, by which the stamps of its objects are told.
    pub fn time(&self) -> Time {
        Time::system().plus(self.skew())
    }

    /// What the heartbeat and all that watches tell each other.
    pub(super) fn link(&self) -> &Arc<Link> {
        &self.wire.link
    }

    /// Waits until something may be asked again: see [`Throttle::wait`].
    pub(super) async fn wait(&self, queue: Queue) {
        self.wire.throttle.wait(queue).await;
    }

    /// Whether one who waits for a turn may ask at once, since there is new reason to.
    pub(super) fn believes(&self, queue: Queue, called: Called) -> bool {
        self.wire.throttle.believes(queue, called)
    }

    /// One that was in trouble has come through: see [`Throttle::came_through`].
    pub(super) fn came_through(&self) {
        self.wire.throttle.came_through();
    }

    /// Where it is told that one has come through.
    pub(super) fn through(&self) -> watch::Receiver<u64> {
        self.wire.throttle.through()
    }

    /// The server as the kubeconfig names it: scheme, host and port. Empty before the first request.
    pub fn at(&self) -> String {
        self.wire.way.server()
    }

    /// Certificates and tokens of the connection itself.
    pub(super) async fn own(&self) -> Own {
        self.wire.way.own().await
    }

    /// Whether a plugin signs in: it may ask somebody, so it is not run often.
    pub(super) fn has_plugin(&self) -> bool {
        self.wire.way.has_plugin()
    }

    /// Forgets the client: the next request makes a new one, with credentials read anew and new connections.
    pub fn renew(&self) {
        self.wire.way.forget();
    }

    /// Whether the kubeconfig leads elsewhere by now: to another server, or with other credentials. Then the client was forgotten.
    pub(super) async fn moved(&self) -> bool {
        self.wire.way.moved().await
    }
}

fn read(path: &str, accept: &str) -> Result<Request<Vec<u8>>, ApiError> {
    let builder = Request::get(ApiPath::new(path)?.text()).header(header::ACCEPT, accept);
    closed(path, builder).body(Vec::new()).map_err(ApiError::unread)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_answers_behind_the_api_server_is_told_from_it() {
        for (path, beyond) in [
            ("/api/v1/nodes/n-1/proxy/stats/summary", true),
            ("/apis/metrics.k8s.io/v1beta1/nodes", true),
            ("/api/v1/nodes/n-1", false),
            ("/api/v1/namespaces/proxy/pods/p", false),
            ("/apis/apps/v1/deployments", false),
        ] {
            assert_eq!(is_beyond(path), beyond, "{path}");
        }
    }

    #[tokio::test]
    async fn what_reaches_into_a_pod_is_no_read() {
        let text = "current-context: t\ncontexts: [{name: t, context: {cluster: t}}]\nclusters: [{name: t, cluster: {server: 'http://127.0.0.1:1'}}]";
        let session = Session::open(Contexts::from_text(text).unwrap(), &"t".into(), Mode::new(true)).0;
        let pod = "/api/v1/namespaces/n/pods/p";
        for (path, acts) in [
            (format!("{pod}/exec?command=sh"), true),
            (format!("{pod}/attach"), true),
            (format!("{pod}/portforward?ports=80"), true),
            (format!("{pod}/proxy/reboot"), true),
            (format!("{pod}//exec"), true),
            ("/api/v1/namespaces/n/services/s:80/proxy/".into(), true),
            ("/api/v1/nodes/n/proxy/run".into(), true),
            ("/apis/some.group/v1/namespaces/n/things/t/exec".into(), true),
            // Objects of such names are none of it.
            ("/api/v1/namespaces/n/pods/exec".into(), false),
            ("/api/v1/namespaces/proxy/pods/attach/log".into(), false),
            (format!("{pod}/log"), false),
            ("/version".into(), false),
        ] {
            // Whoever made a request without looking at its path would still not be let through.
            let request = Request::get(&path).body(Vec::new()).unwrap();
            let answer = session.wire.send(request.clone(), Duration::from_secs(5)).await;
            assert_eq!(matches!(answer, Err(ApiError::ReadOnly)), acts, "{path}");
            // The way of the streams has the same lock: by the path as well, were the header forgotten.
            let answer = session.wire.switch(request, Duration::from_secs(5)).await;
            assert_eq!(matches!(answer, Err(ApiError::ReadOnly)), acts, "{path}");
            let answer = session.get(&path, Duration::from_secs(5)).await;
            assert_eq!(matches!(answer, Err(ApiError::Path(_))), acts, "{path}: {answer:?}");
        }
        let mut request = read("/version", JSON).unwrap();
        request.headers_mut().insert(header::UPGRADE, header::HeaderValue::from_static("websocket"));
        assert!(acts(&request));
    }
}
