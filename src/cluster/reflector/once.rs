//! A list alone, for a look and not for longer.

use super::page::{Tell, page};
use super::request::{PAGE, fewer, pages_of};
use super::{Source, Unknown};
use crate::cluster::error::ApiError;
use crate::cluster::session::Session;

/// Lists a collection once, page by page. Begun anew, once, where the list grows too old on its way.
pub(in crate::cluster) async fn list_once<S: Source>(session: &Session, source: &mut S) -> Result<Vec<S::Object>, ApiError> {
    let (mut objects, mut token, mut begun_anew, mut most) = (Vec::new(), String::new(), false, PAGE);
    loop {
        let path = format!("{}{}", source.collection(), pages_of(most, &token));
        let body = match page(session, &path, S::FORM.0, Tell::default()).await {
            Ok(body) => body,
            Err(e) if e.is_gone() && !token.is_empty() && !begun_anew => {
                begun_anew = true;
                objects.clear();
                token.clear();
                continue;
            }
            Err(ApiError::TooLarge { .. }) if let Some(fewer) = fewer(most) => {
                most = fewer;
                continue;
            }
            Err(e) if e.is_not_found() && matches!(source.unknown(), Unknown::Elsewhere) => {
                objects.clear();
                token.clear();
                continue;
            }
            Err(e) => return Err(e),
        };
        let mut page = source.page(&body)?;
        objects.append(&mut page.rows);
        if page.skipped > 0 {
            tracing::warn!(of = source.collection(), skipped = page.skipped, "objects that cannot be read are passed over");
        }
        if page.head.next.is_empty() {
            return Ok(objects);
        }
        token = page.head.next;
    }
}
