//! The journal, and what the gate says of guard rules.

/// English and Simplified Chinese.
pub(super) const CHANGE: super::Table = &[
    ("no changes yet", "还没有变更"),
    ("{name} is named like production", "{name} 的名称像生产环境"),
    ("denied by {rule}", "被规则禁止:{rule}"),
    ("frozen {freeze} by {rule}", "变更冻结 {freeze},规则 {rule}"),
    ("{count} objects at once, at most {most} by {rule}", "一次 {count} 个对象,规则 {rule} 最多允许 {most} 个"),
    ("production by {rule}", "生产环境,依据规则 {rule}"),
    ("confirmation by {rule}", "需确认,依据规则 {rule}"),
];
