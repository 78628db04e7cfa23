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
    // What holds it.
    ("what it owns goes first", "先删除其下属对象"),
    ("what it owns is set free first", "先释放其下属对象"),
    ("it stays while a pod uses it", "有 Pod 使用时保留"),
    ("it stays while a claim is bound to it", "有 PVC 绑定时保留"),
    ("its load balancer is taken down first", "先拆除其负载均衡器"),
    ("its Job has to count it", "须由其 Job 计数"),
    ("all objects of its kind go first", "先删除该类型的全部对象"),
    ("everything in the namespace goes first", "先删除命名空间中的一切"),
    // For what a change is not.
    ("only CronJobs and Jobs can be suspended", "只有 CronJob 和 Job 可以挂起"),
    ("only nodes can be cordoned and drained", "只有节点可以隔离和排空"),
    ("only CronJobs start Jobs", "只有 CronJob 会启动 Job"),
    ("only pods can be evicted", "只有 Pod 可以驱逐"),
    ("it has no /scale", "没有 /scale"),
    ("{} {} was deleted and created again meanwhile", "{} {} 期间被删除并重建"),
    ("{target} was deleted and created again meanwhile", "{target~} 期间被删除并重建"),
];
