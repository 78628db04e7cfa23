//! What is packed in a record: base64 (in a Secret once more) of gzip of JSON, or of JSON as the first versions of Helm wrote it. It comes from
//! anywhere, so it is unpacked up to a bound.

use crate::cluster::body::{RELEASE, RELEASE_MIB, unpack};
use crate::cluster::error::ApiError;
use crate::cluster::wire::nullable;
use crate::model::helm::{Driver, Facts, Fault, Record};
use crate::model::text::clean;
use crate::model::{Name, Time, Uid};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::Value;
use std::borrow::Cow;

/// How gzip begins; what begins otherwise is not packed.
const GZIP: [u8; 3] = [0x1f, 0x8b, 0x08];

/// What a record holds, as far as it is shown. It may hold secrets, so it cannot be printed.
pub(super) struct Content {
    pub(super) facts: Facts,
    /// The values that its user gave.
    pub(super) given: Value,
    /// Those of the chart.
    pub(super) defaults: Value,
    pub(super) notes: String,
    pub(super) manifest: String,
}

#[derive(Deserialize)]
struct Object<'a> {
    #[serde(default, deserialize_with = "nullable")]
    metadata: Meta,
    #[serde(borrow, default)]
    data: Option<Data<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Meta {
    #[serde(deserialize_with = "nullable")]
    uid: String,
}

#[derive(Deserialize)]
struct Data<'a> {
    #[serde(borrow, default)]
    release: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Release {
    name: String,
    #[serde(default)]
    version: u64,
    #[serde(default, deserialize_with = "nullable")]
    info: Info,
    #[serde(default, deserialize_with = "nullable")]
    chart: Chart,
    #[serde(default)]
    config: Value,
    #[serde(default, deserialize_with = "nullable")]
    manifest: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Info {
    #[serde(deserialize_with = "nullable")]
    last_deployed: String,
    #[serde(deserialize_with = "nullable")]
    description: String,
    #[serde(deserialize_with = "nullable")]
    notes: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Chart {
    #[serde(deserialize_with = "nullable")]
    metadata: ChartMeta,
    values: Value,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct ChartMeta {
    #[serde(deserialize_with = "nullable")]
    name: String,
    #[serde(deserialize_with = "nullable")]
    version: String,
    #[serde(deserialize_with = "nullable")]
    app_version: String,
}

/// Reads the object that a record is.
pub(super) fn read(record: &Record, object: &[u8]) -> Result<Content, Fault> {
    let object: Object<'_> = serde_json::from_slice(object).map_err(|_| Fault::NotRelease)?;
    if Uid::new(&object.metadata.uid) != record.uid {
        return Err(Fault::Replaced);
    }
    let text = object.data.and_then(|data| data.release).filter(|text| !text.is_empty()).ok_or(Fault::Empty)?;
    let json = match record.driver {
        Driver::Secret => json(&decoded(text.as_bytes())?)?,
        Driver::ConfigMap => json(text.as_bytes())?,
    };
    // What serde says may quote what it could not read, and that may be secret.
    let release: Release = serde_json::from_slice(&json).map_err(|_| Fault::NotRelease)?;
    let word = |text: &str| -> Name { clean(text).into() };
    if *release.name != *record.release || release.version != record.revision {
        return Err(Fault::Other(word(&release.name), release.version));
    }
    let Chart { metadata: chart, values: defaults } = release.chart;
    let facts = Facts {
        chart: word(&chart.name),
        chart_version: word(&chart.version),
        app_version: word(&chart.app_version),
        description: word(&release.info.description),
        deployed: Time::parse(&release.info.last_deployed),
    };
    let Info { notes, .. } = release.info;
    Ok(Content { facts, given: release.config, defaults, notes, manifest: release.manifest })
}

/// What Helm wrote, unpacked.
fn json(text: &[u8]) -> Result<Vec<u8>, Fault> {
    let packed = decoded(text)?;
    if !packed.starts_with(&GZIP) {
        return Ok(packed);
    }
    let too_large = |error: &ApiError| matches!(error, ApiError::TooLarge { .. });
    unpack(&packed, RELEASE).map_err(|e| if too_large(&e) { Fault::TooLarge(RELEASE_MIB) } else { Fault::Damaged })
}

/// Base64 as Go reads it: line breaks do not count.
fn decoded(text: &[u8]) -> Result<Vec<u8>, Fault> {
    let text: Vec<u8> = text.iter().copied().filter(|b| !matches!(b, b'\n' | b'\r')).collect();
    STANDARD.decode(text).map_err(|_| Fault::NotBase64)
}
