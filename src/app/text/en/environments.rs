//! Environments side by side.

use crate::app::text::EnvironmentsText;
use crate::model::environments::grid::Standing;

pub(super) fn text(text: &EnvironmentsText) -> String {
    match text {
        EnvironmentsText::None => {
            "no two namespaces are called for environments of one another, such as shop-dev and shop-prod".to_owned()
        }
        EnvironmentsText::OneGroup => "there is no other group of environments".to_owned(),
        EnvironmentsText::NotThere => "this environment does not have the workload".to_owned(),
        EnvironmentsText::Stands(standing) => match standing {
            Standing::Last => "the last environment that has it: the others are compared with it".to_owned(),
            Standing::Same => "the same images as in the last environment".to_owned(),
            Standing::Ahead(1) => "1 release ahead of the last environment".to_owned(),
            Standing::Ahead(n) => format!("{n} releases ahead of the last environment"),
            Standing::Behind(1) => "1 release behind the last environment".to_owned(),
            Standing::Behind(n) => format!("{n} releases behind the last environment"),
            Standing::OtherRepository => "another repository than in the last environment".to_owned(),
            Standing::OtherDigest => "the same tag as in the last environment, and another image behind it".to_owned(),
            Standing::Different => "another tag than in the last environment; which one is newer cannot be told".to_owned(),
            Standing::OtherContainers => "other containers than in the last environment".to_owned(),
            Standing::Missing => "not there".to_owned(),
        },
        EnvironmentsText::Since(0, age) => format!("in force for {age}"),
        EnvironmentsText::Since(revision, age) => format!("revision {revision}, in force for {age}"),
    }
}
