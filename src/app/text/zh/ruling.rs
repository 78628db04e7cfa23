//! Why a guard rule asks, or denies.

use crate::model::ruling::{Says, Why};

pub(super) fn text(why: &Why) -> String {
    match why {
        Why::Named(name) => format!("{name} 的名称像生产环境"),
        Why::Rule { says, place, reason } => {
            let rule = reason.as_ref().map_or_else(|| place.to_string(), |reason| format!("{place}:{reason}"));
            match says {
                Says::Denied => format!("被规则禁止:{rule}"),
                Says::Frozen(freeze) => format!("变更冻结 {freeze},规则 {rule}"),
                Says::Bulk { count, most } => format!("一次 {count} 个对象,规则 {rule} 最多允许 {most} 个"),
                Says::Production => format!("生产环境,依据规则 {rule}"),
                Says::Confirmation => format!("需确认,依据规则 {rule}"),
            }
        }
    }
}
