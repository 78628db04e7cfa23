//! Where the images of two environments come from.

use super::{Notice, Running};
use crate::model::image::ImageRef;

/// A repository without what a default leaves out: `app` and `docker.io/library/app` are one.
pub(super) fn whole(repository: &str) -> String {
    let rest = repository.strip_prefix("index.docker.io/").or_else(|| repository.strip_prefix("docker.io/"));
    let has_host = |text: &str| text.split_once('/').is_some_and(|(host, _)| host.contains(['.', ':']) || host == "localhost");
    match rest {
        None if has_host(repository) => repository.to_owned(),
        None | Some(_) => {
            let path = rest.unwrap_or(repository);
            let library = if path.contains('/') { "" } else { "library/" };
            format!("docker.io/{library}{path}")
        }
    }
}

/// Whether two references mean the same image: an absent tag is `latest`, an absent registry Docker's.
pub(super) fn same(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (Ok(a), Ok(b)) = (ImageRef::parse(a), ImageRef::parse(b)) else { return false };
    let tag = |i: &ImageRef<'_>| if i.digest.is_some() { None } else { Some(i.tag.unwrap_or("latest").to_owned()) };
    whole(a.repository) == whole(b.repository) && tag(&a) == tag(&b) && a.digest == b.digest
}

/// The parts of two repositories before what they have in common at the end; `None` where they are the same, or have nothing in common.
fn prefixes(a: &str, b: &str) -> Option<(String, String)> {
    let (a, b) = (whole(a), whole(b));
    let (a, b): (Vec<&str>, Vec<&str>) = (a.split('/').collect(), b.split('/').collect());
    // The host is never what they have in common.
    let most = a.len().min(b.len()) - 1;
    let common = a.iter().rev().zip(b.iter().rev()).take(most).take_while(|(x, y)| x == y).count();
    (a != b && common > 0).then(|| (a[..a.len() - common].join("/"), b[..b.len() - common].join("/")))
}

/// The place that each of two environments always takes its images from, where those differ for all that both run.
pub(super) fn differ(from: &[Running], to: &[Running]) -> Option<Notice> {
    let mut found: Option<(String, String)> = None;
    for a in from {
        let Some(b) = to.iter().find(|b| b.kind == a.kind && b.name == a.name) else { continue };
        for image in a.images.iter() {
            let Some(twin) = b.images.iter().find(|t| t.container == image.container && t.init == image.init) else { continue };
            let (Ok(x), Ok(y)) = (ImageRef::parse(&image.image), ImageRef::parse(&twin.image)) else { continue };
            let pair = prefixes(x.repository, y.repository)?;
            if found.get_or_insert_with(|| pair.clone()) != &pair {
                return None;
            }
        }
    }
    found.map(|(from, to)| Notice::Registries { from, to })
}
