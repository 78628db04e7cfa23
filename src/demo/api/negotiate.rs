//! In what form a client wants its answer: `Accept`, and `includeObject`.

use super::table::Include;
use super::{Query, table};
use crate::demo::failure::Failure;
use crate::demo::resources::Res;
use crate::model::time::Time;
use serde_json::{Value, json};

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Objects.
    Object,
    /// Their metadata alone.
    Metadata,
    /// A table.
    Table(Include),
}

impl Form {
    /// The first form that the client accepts and that is served; 406 when there is none.
    pub fn of(accept: &str, query: &Query) -> Result<Form, Failure> {
        if accept.trim().is_empty() {
            return Ok(Form::Object);
        }
        for clause in accept.split(',') {
            let mut parts = clause.split(';').map(str::trim);
            let media = parts.next().unwrap_or_default();
            if !matches!(media, "application/json" | "application/*" | "*/*") {
                continue;
            }
            let params: Vec<(&str, &str)> = parts.filter_map(|p| p.split_once('=')).collect();
            let get = |k: &str| params.iter().find(|(n, _)| *n == k).map_or("", |(_, v)| *v);
            let meta = get("g") == "meta.k8s.io" && get("v") == "v1";
            match get("as") {
                "" => return Ok(Form::Object),
                "Table" if meta => {
                    let include = match query.get("includeObject") {
                        "" | "Metadata" => Include::Metadata,
                        "None" => Include::Nothing,
                        "Object" => Include::Object,
                        other => return Err(Failure::bad_request(format!("unrecognized includeObject value: {other:?}"))),
                    };
                    return Ok(Form::Table(include));
                }
                "PartialObjectMetadata" | "PartialObjectMetadataList" if meta => return Ok(Form::Metadata),
                _ => {}
            }
        }
        Err(Failure::not_acceptable())
    }

    /// One object in this form. `headers` says whether a table has its columns' names.
    pub fn one(self, res: Res, object: &Value, headers: bool, now: Time) -> Value {
        match self {
            Form::Object => object.clone(),
            Form::Metadata => table::partial(object),
            Form::Table(include) => {
                let meta = json!({ "resourceVersion": object["metadata"]["resourceVersion"] });
                table::table(res, meta, headers, vec![table::row(res, object, include, now)])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_form_that_is_served_is_taken() {
        let q = Query::default();
        let table =
            "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json";
        for (accept, want) in [
            ("", Some(Form::Object)),
            ("*/*", Some(Form::Object)),
            (table, Some(Form::Table(Include::Metadata))),
            ("application/vnd.kubernetes.protobuf,application/json", Some(Form::Object)),
            ("application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1", Some(Form::Metadata)),
            ("application/vnd.kubernetes.protobuf", None),
            ("text/html", None),
        ] {
            assert_eq!(Form::of(accept, &q).ok(), want, "{accept}");
        }
    }
}
