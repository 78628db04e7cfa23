//! Changes: what is asked, what they touch, what speaks against them, and what became of them.

/// English and Simplified Chinese.
pub(super) const CHANGE: super::Table = &[
    ("{}/{} ready", "{}/{} 就绪"),
    ("in {namespace}", "(命名空间 {namespace})"),
    ("done", "完成"),
    ("accepted", "已接受"),
    ("refused", "被拒绝"),
    ("accepted: {reason}", "已接受:{reason~}"),
    ("accepted, and failed: {reason}", "已接受,但失败:{reason~}"),
    ("undone by somebody else: {reason}", "被他人改回:{reason~}"),
    ("a part was done: {reason}", "完成了一部分:{reason~}"),
    ("refused: {reason}", "被拒绝:{reason~}"),
    ("not known: {reason}", "结果不明:{reason~}"),
    // The question.
    ("{name} is named like production", "{name} 的名称像生产环境"),
    ("denied by {rule}", "被规则禁止:{rule}"),
    ("frozen {freeze} by {rule}", "变更冻结 {freeze},规则 {rule}"),
    ("{count} objects at once, at most {most} by {rule}", "一次 {count} 个对象,规则 {rule} 最多允许 {most} 个"),
    ("production by {rule}", "生产环境,依据规则 {rule}"),
    ("confirmation by {rule}", "需确认,依据规则 {rule}"),
    ("no changes yet", "还没有变更"),
    ("({} bytes)", "({} 字节)"),
    // What it touches.
    ("1 pod", "1 个 Pod"),
    ("{n} pods", "{n} 个 Pod"),
    ("HorizontalPodAutoscaler {}", "HorizontalPodAutoscaler {}"),
    ("dry run", "试运行"),
];
