//! Environments side by side.

use crate::app::text::{EnvironmentsText, Text};
use crate::model::Lang;
use crate::model::environments::grid::Standing;
use crate::model::environments::parts::Differs;

pub(super) fn text(text: &EnvironmentsText) -> String {
    match text {
        EnvironmentsText::None => {
            "no two namespaces are called for environments of one another, such as shop-dev and shop-prod; [[environments]] in the settings names them".to_owned()
        }
        EnvironmentsText::OneGroup => "there is no other group of environments".to_owned(),
        EnvironmentsText::NoNext => "this is the last environment: there is none after it to promote to".to_owned(),
        EnvironmentsText::NotThere => "this environment does not have the workload".to_owned(),
        EnvironmentsText::OnlyHere => "no other environment has it: there is nothing to compare it with".to_owned(),
        EnvironmentsText::NoRows => "no workloads are known in these environments".to_owned(),
        EnvironmentsText::Hidden => "no row to show: the filter hides them, or nothing differs".to_owned(),
        EnvironmentsText::MoreAside(0, behind) => format!("{behind} more →"),
        EnvironmentsText::MoreAside(before, 0) => format!("← {before} more"),
        EnvironmentsText::MoreAside(before, behind) => format!("← {before} more  {behind} more →"),
        EnvironmentsText::NotOpen(context, key) => format!("{context} is not open, so nothing is known of it: {key} opens it in a tab"),
        EnvironmentsText::Closed => "not open".to_owned(),
        EnvironmentsText::InOtherTab(context, key) => format!("this is done in the tab of {context}: {key} goes there"),
        EnvironmentsText::ThisTab => "this environment is in this tab".to_owned(),
        EnvironmentsText::NoContext(context) => format!("the kubeconfig has no context {context}"),
        EnvironmentsText::NoSuchContext => "no context".to_owned(),
        EnvironmentsText::Waiting => "its workloads have not come yet".to_owned(),
        EnvironmentsText::MayNotList(why) => format!("its workloads may not be listed: {}", Text::from(why.clone()).words(Lang::En)),
        EnvironmentsText::Denied => "denied".to_owned(),
        EnvironmentsText::Stands(standing, last) => match standing {
            Standing::Last => "the last one that has it: the others are compared with it".to_owned(),
            Standing::Same => format!("the same images as in {last}"),
            Standing::Ahead(1) => format!("1 release ahead of {last}"),
            Standing::Ahead(n) => format!("{n} releases ahead of {last}"),
            Standing::Behind(1) => format!("1 release behind {last}"),
            Standing::Behind(n) => format!("{n} releases behind {last}"),
            Standing::OtherRepository => format!("another repository than in {last}"),
            Standing::OtherDigest => format!("the same tag as in {last}, and another image behind it"),
            Standing::Different => format!("another tag than in {last}; which one is newer cannot be told"),
            Standing::OtherContainers => format!("other containers than in {last}"),
            Standing::Missing => "not there".to_owned(),
            Standing::Unknown => "whether it is there is not known".to_owned(),
        },
        EnvironmentsText::Differs(Differs { paths, left_out }) => {
            let more = if *left_out > 0 { format!(" ({left_out} left out)") } else { String::new() };
            format!("differs in {}{more}", paths.join(", "))
        }
        EnvironmentsText::Since(0, age) => format!("in force for {age}"),
        EnvironmentsText::Since(revision, age) => format!("revision {revision}, in force for {age}"),
    }
}
