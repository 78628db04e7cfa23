//! The table of commands. A row is `Id "name" Place Need [keys] (hint) (words);`: its hint is a word for the footer, or none; hint and words
//! stand in each language.

use super::{Group, Need, Place};
use crate::model::Words;

macro_rules! commands {
    (@words) => { Words::NONE };
    (@words $en:literal, $zh:literal) => { Words::new($en, $zh) };
    ($($(#[$doc:meta])* $group:ident: $part:ident($of:ident) {
        $($id:ident $name:literal $place:ident $need:ident [$($key:literal)*] ($($hint:literal),*) ($words:literal, $zh:literal);)*
    })*) => {
        /// A thing that the user can ask for.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        #[allow(missing_docs, reason = "each row of the table says it in words")]
        pub enum Command { $($($id,)*)* }

        /// The table, in the order of the help.
        pub const COMMANDS: &[Entry] = &[$($(Entry {
            id: Command::$id, name: $name, place: Place::$place, group: Group::$group, need: Need::$need, keys: &[$($key),*],
            hint: commands!(@words $($hint),*), words: Words::new($words, $zh),
        },)*)*];

        /// A command as one of its part of the table: who carries out a part names all of it, so that a new row is missed by nobody.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Part { $($(#[$doc])* $part($of),)* }

        $(
            $(#[$doc])*
            #[derive(Clone, Copy, PartialEq, Eq, Debug)]
            #[allow(missing_docs, reason = "each row of the table says it in words")]
            pub enum $of { $($id,)* }

            impl From<$of> for Command {
                fn from(command: $of) -> Self {
                    match command { $($of::$id => Self::$id,)* }
                }
            }
        )*

        impl Command {
            /// It as one of its part of the table.
            pub const fn part(self) -> Part {
                match self { $($(Self::$id => Part::$part($of::$id),)*)* }
            }
        }
    };
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// Which command.
    pub id: Command,
    /// Its name in the palette and in the settings.
    pub name: &'static str,
    /// Where its keys mean it.
    pub place: Place,
    /// Its group in the help.
    pub group: Group,
    /// What there must be for it.
    pub need: Need,
    /// Its keys, unless the settings say otherwise; the first is the one that hints show.
    pub keys: &'static [&'static str],
    /// A word for the footer; empty where the footer never shows it.
    pub hint: Words,
    /// What it does, for the help and the palette.
    pub words: Words,
}

commands! {
    /// Within a list, a text or the logs.
    Move: Motion(MotionCommand) {
        Down "down" Anywhere Nothing ["j" "↓"] () ("next row", "下一行");
        Up "up" Anywhere Nothing ["k" "↑"] () ("previous row", "上一行");
        Top "first" Anywhere Nothing ["g" "Home"] () ("first row", "第一行");
        Bottom "bottom" Anywhere Nothing ["G" "End"] () ("last row; in the logs: follow", "最后一行;日志中:跟踪");
        PageDown "page-down" Anywhere Nothing ["PgDn" "Ctrl-f"] () ("a page down", "下一页");
        PageUp "page-up" Anywhere Nothing ["PgUp" "Ctrl-b"] () ("a page up", "上一页");
    }
    /// From pane to pane, and into what is under the cursor.
    Move: Pane(PaneCommand) {
        FocusNext "next-pane" Anywhere Panes ["Tab" "→"] ("pane", "面板") ("next pane", "下一个面板");
        FocusPrevious "previous-pane" Anywhere Panes ["Shift-Tab" "←"] () ("previous pane", "上一个面板");
        Open "open" Anywhere Row ["Enter"] ()
            ("open: workload, pods, containers, logs, one line in full", "逐层打开:工作负载、Pod、容器、日志、单行全文");
        Back "back" Anywhere Nothing ["Esc"] () ("back; stop waiting", "返回;放弃等待");
        Zoom "zoom" Anywhere Panes ["z"] ("zoom", "放大") ("zoom the pane to the whole screen, and back", "面板全屏切换");
    }
    /// To another place in the panes: what lies over them is left.
    Look: Scope(ScopeCommand) {
        Namespace "namespace" Lists Nothing ["n"] ("namespace", "命名空间") ("switch the namespace", "切换命名空间");
        AllNamespaces "all-namespaces" Lists Nothing ["0"] ()
            ("all namespaces; 1 to 9: favourites and recent ones", "全部命名空间;1–9:收藏和最近");
        Context "context" Anywhere Nothing [] () ("switch the context (cluster and user)", "切换上下文(集群和用户)");
        NextTab "next-tab" Anywhere Nothing ["Ctrl-PgDn"] ()
            ("the next tab; Alt-1 to Alt-9: by number; :ctx opens contexts in tabs", "下一个标签页;Alt-1 至 Alt-9:按编号;:ctx 可在标签页中打开上下文");
        PreviousTab "previous-tab" Anywhere Nothing ["Ctrl-PgUp"] () ("the previous tab", "上一个标签页");
        CloseTab "close-tab" Anywhere Nothing [] () ("close this tab, and leave its context", "关闭此标签页,并离开其上下文");
        Browse "kinds" Anywhere Nothing [] ()
            ("any kind that the API serves; its name after : opens it, such as :nodes or :cj", "API 提供的任意类型;在 : 后输入名称即可打开,如 :nodes 或 :cj");
        PlaceBack "place-back" Lists Nothing ["["] () ("back to the place before: its namespaces, its kind", "返回上一个位置:命名空间和类型");
        PlaceForth "place-forth" Lists Nothing ["]"] () ("forth again to the place that was left", "前进到刚离开的位置");
        PlaceLast "place-last" Lists Nothing ["-"] () ("to the place where one was last, and back", "在最近两个位置之间切换");
    }
    /// What is shown, and a closer look at it.
    Look: Look(LookCommand) {
        Filter "filter" Anywhere Nothing ["/"] ("filter", "过滤")
            ("filter the rows of the pane, or the lines of the logs", "过滤面板的行或日志");
        Unwell "unwell" Panes Nothing ["!"] () ("only what is unwell, and back", "切换:仅显示异常");
        Sort "sort" Lists Nothing ["S"] () ("sort by the next column", "切换排序");
        Wide "wide" Lists Nothing ["w"] () ("more columns", "更多列");
        AllPods "all-pods" Panes Nothing ["a" "A"] ()
            ("all pods of the namespaces in view, and back to those of the workload", "切换:范围内全部 Pod");
        TopPods "top" Anywhere Nothing [] ()
            ("all pods in view by the CPU that they use; why it is not known", "范围内全部 Pod,按 CPU 用量排序;未知时说明原因");
        Yaml "yaml" Lists Row ["y"] () ("the object as YAML", "以 YAML 显示对象");
        Describe "describe" Lists Row ["d"] () ("describe the object, with its events", "对象详情及事件");
        Compare "compare" Lists Row ["="] ()
            ("mark the object as it is now; on another, or on it later, what differs", "标记对象的当前状态;在另一对象上或稍后在它上按,显示差异");
        Events "events" Lists Row ["v"] ("events", "事件")
            ("the events of the workload and its pods, or of the pod", "工作负载及其 Pod 的事件,或该 Pod 的事件");
        Owner "owner" Lists Row ["o"] ()
            ("go to the owner: from a Pod to its ReplicaSet, to the Deployment, and so on", "转到属主:从 Pod 到 ReplicaSet,再到 Deployment,依此类推");
        Relations "relations" Lists Row ["O"] ()
            ("how it hangs together: owners, pods, Services, what it refers to, what uses it", "关系树:属主、Pod、Service、所引用的对象及使用者");
        Track "follow-rollout" Objects Rollout ["f"] ("rollout", "发布")
            ("follow the rollout of the workload: pods step by step, and what it waits for", "跟踪发布过程:逐步显示 Pod 及等待原因");
        Copy "copy" Anywhere Row ["c"] () ("copy the name, or the line", "复制名称或日志行");
        Favourite "favourite" Lists Nothing ["*"] () ("make the namespace a favourite, or no longer", "收藏命名空间");
        Logs "logs" Lists Logs ["l"] ("logs", "日志")
            ("follow the logs of what is selected; :logs app=web those of labels", "跟踪所选对象的日志;:logs app=web 按标签");
        LogsAcross "logs-across" Lists Logs [] ()
            ("the logs of the workload in all tabs as one stream", "所有标签页中同一工作负载的日志,合为一路");
        Previous "previous-logs" Anywhere PreviousLogs ["p"] ()
            ("the logs of the container's previous run, and back", "容器上次运行的日志");
        Mark "mark" Rows Row ["Space"] () ("mark the row; a change is then for all marked rows", "标记行;变更将作用于所有标记的行");
        Unmark "unmark" Lists Nothing [] () ("take all marks away", "清除全部标记");
        CopyNamespace "copy-namespace" Lists Row [] () ("copy the namespace of the row", "复制此行的命名空间");
        UseNamespace "use-namespace" Lists Row [] () ("only the namespace of the row", "只看此行的命名空间");
        SortName "sort-name" Lists Nothing [] () ("sort by name", "按名称排序");
        SortAge "sort-age" Lists Nothing [] () ("sort by age, the newest first", "按时长排序,最新在前");
        SortHealth "sort-state" Lists Nothing [] ()
            ("sort by state, the unwell first; elsewhere as the server does", "按状态排序,异常在前;其他列表按服务器顺序");
        SortRestarts "sort-restarts" Lists Nothing [] () ("sort pods by restarts", "按重启次数排序 Pod");
        SortCpu "sort-cpu" Lists Nothing [] () ("sort by the CPU that is used, the most first", "按 CPU 用量排序,最多在前");
        SortMemory "sort-memory" Lists Nothing [] () ("sort by the memory that is used, the most first", "按内存用量排序,最多在前");
    }
    /// Changes to the cluster.
    Change: Change(ChangeCommand) {
        Scale "scale" Workloads Replicas ["s"] ("scale", "伸缩") ("set the number of replicas", "设置副本数");
        Restart "restart" Objects Restart ["r"] ("restart", "重启")
            ("rolling restart: replace all pods, a few at a time", "滚动重启:分批替换所有 Pod");
        RollBack "roll-back" Objects Revisions ["b"] ("roll back", "回滚") ("roll back to an earlier revision", "回滚到较早版本");
        Image "image" Objects Image ["i"] ("image", "镜像") ("swap an image", "更换镜像");
        Promote "promote" Objects Image ["P"] ("promote", "晋级")
            ("promote: the images of the workload, or of all that are marked, to the next environment", "晋级:将工作负载或所有已标记者的镜像带到下一个环境");
        Make "make" Lists Nothing ["+"] () ("create a workload from an image, YAML, docker run or compose", "用镜像、YAML、docker run 或 compose 创建工作负载");
        Edit "edit" Objects Row ["e"] () ("edit the workload or pod as YAML in $EDITOR", "在 $EDITOR 中编辑 YAML");
        Hold "hold" Objects Pause ["H"] () ("pause the rollouts of a Deployment, or resume them", "暂停或恢复 Deployment 的发布");
        Delete "delete" Objects Deletion ["Ctrl-d"] ("delete", "删除") ("delete, or evict a pod", "删除,或驱逐 Pod");
        Labels "labels" Objects Row ["L"] () ("set labels and annotations", "设置标签和注解");
        Forward "forward" Rows Ports ["F"] ()
            ("forward a port of the pod, workload or Service to this machine; :forward NAME opens a saved one", "把 Pod、工作负载或 Service 的端口转发到本机;:forward 名称 打开已保存的转发");
        Debug "debug" Rows Debugged [] ()
            ("debug the pod, or the node, in a container that is added for it", "添加调试容器来调试 Pod 或节点");
        Undo "undo" Anywhere Nothing ["u"] ("undo", "撤销") ("undo my last change", "撤销我的上一次更改");
        Trigger "trigger" CronJobs CronJob ["t"] ("trigger", "触发") ("run the CronJob now", "立即触发 CronJob");
        SuspendCron "suspend-cronjob" CronJobs CronJob ["s"] ("suspend, resume", "挂起/恢复")
            ("suspend the CronJob, or resume it", "挂起或恢复 CronJob");
        Cordon "cordon" Nodes Node ["c"] ("cordon", "隔离") ("cordon the node: no new pods on it", "禁止新 Pod 调度到节点");
        Uncordon "uncordon" Nodes Node ["u"] ("uncordon", "解除隔离") ("uncordon the node", "允许新 Pod 调度到节点");
        Drain "drain" Nodes Node ["r"] ("drain", "排空") ("drain the node: cordon it and evict its pods", "隔离节点并驱逐其 Pod");
        ForceDrain "force-drain" Nodes Node [] () ("drain, also pods without a controller", "排空,包括没有控制器的 Pod");
        Shell "shell" Pods Container ["s"] ("shell", "Shell") ("open a shell in the container", "在容器中打开 Shell");
        Attach "attach" Pods Container ["a"] ("attach", "附加到容器")
            ("attach to the container's program: what you type, Ctrl-c too, reaches it", "附加到容器的主程序:键入的内容(包括 Ctrl-c)都会送达该程序");
        CopyFiles "copy-files" Pods Container ["t"] ()
            ("copy files and folders out of the container or into it", "在容器与本机之间复制文件和目录");
        Exec "exec" Pods Container [] ()
            ("run a command in the pod, or in all marked ones: :exec COMMAND", "在 Pod 或所有已标记的 Pod 中执行命令,用法 :exec 命令");
    }
    /// For the drain under way.
    Change: Drain(DrainCommand) {
        Stop "stop" Anywhere Drain [] () ("stop the drain under way; evicted pods stay gone", "停止正在进行的排空;已驱逐的不会恢复");
    }
    /// In the logs pane.
    Logs: Logs(LogsCommand) {
        Pause "pause" Logs Nothing ["f" "Space"] ("pause", "暂停") ("pause, and follow again", "暂停或继续跟踪");
        NextMatch "next-match" Logs Nothing ["n"] ("match", "匹配") ("next match", "下一个匹配行");
        PreviousMatch "previous-match" Logs Nothing ["N"] () ("previous match", "上一个匹配行");
        Around "around" Logs Nothing ["x"] ("around", "前后行")
            ("lines around matches: 0, 1, 3, 10, all", "匹配行前后的行:0、1、3、10、全部");
        Levels "levels" Logs Nothing ["!"] ("levels", "级别") ("all levels, warnings and errors, errors", "全部级别、警告和错误、仅错误");
        Digest "digest" Logs Nothing ["d"] ("digest", "归类") ("group the lines by pattern, with counts, and back", "按模式归类日志并计数");
        DigestSort "digest-sort" Logs Nothing ["S"] () ("sort the digest: worst, count, newest", "归类排序:最严重、次数、最新");
        GoToTime "go-to-time" Logs Nothing ["@"] () ("go to a time: 20:15, -5m", "跳到时间:20:15、-5m");
        MarkLine "mark-line" Logs Nothing ["b"] ("bookmark", "书签") ("bookmark the line, or drop its bookmark", "为该行添加或删除书签");
        Marks "marks" Logs Nothing ["B"] () ("the bookmarks", "书签");
        SaveLogs "save-logs" Logs Nothing ["Ctrl-s"] ("save", "保存")
            ("save what is shown, or all, to a file", "将显示的或全部日志保存到文件");
        Columns "columns" Logs Nothing ["C"] ("columns", "列")
            ("fields of JSON and logfmt lines as columns", "将 JSON 和 logfmt 字段显示为列");
        Fold "fold" Logs Nothing ["F"] () ("fold stack traces under their first line, and back", "切换:折叠或展开堆栈");
        Wrap "wrap" Logs Nothing ["w"] ("wrap", "换行") ("wrap long lines", "长行换行");
        Timestamps "timestamps" Logs Nothing ["t"] ("time", "时间")
            ("timestamps: time, age, date and time, none", "显示时间:时间、时长、日期时间、无");
        PrefixLength "prefix" Logs Nothing ["P"] () ("pod names: short, full, none", "显示来源:简短、完整、无");
        Chart "chart" Logs Nothing ["#"] () ("errors and warnings over time, and back", "错误和警告的时间分布");
        ScrollLeft "scroll-left" Logs Nothing ["<" "h"] () ("scroll left", "向左滚动");
        ScrollRight "scroll-right" Logs Nothing [">" "l"] () ("scroll right", "向右滚动");
        Tail "tail" Logs Nothing ["0"] () ("the last lines, as many as the settings say", "最后若干行");
        Head "head" Logs Nothing ["1"] () ("from the first line on", "从第一行起");
        Since1m "since-1m" Logs Nothing ["2"] () ("the last minute", "最近 1 分钟");
        Since5m "since-5m" Logs Nothing ["3"] () ("the last 5 minutes", "最近 5 分钟");
        Since15m "since-15m" Logs Nothing ["4"] () ("the last 15 minutes", "最近 15 分钟");
        Since30m "since-30m" Logs Nothing ["5"] () ("the last 30 minutes", "最近 30 分钟");
        Since1h "since-1h" Logs Nothing ["6"] () ("the last hour", "最近 1 小时");
        Since6h "since-6h" Logs Nothing ["7"] () ("the last 6 hours", "最近 6 小时");
        Since24h "since-24h" Logs Nothing ["8"] () ("the last 24 hours", "最近 24 小时");
        AllLines "all-lines" Logs Nothing ["9"] () ("all that is kept of the logs", "现存的全部日志");
    }
    /// The program itself.
    Program: Program(ProgramCommand) {
        Palette "palette" Anywhere Nothing [":"] ("command", "命令") ("every command by name", "按名称执行命令");
        Messages "messages" Anywhere Nothing ["m"] () ("all messages with their full text", "所有消息全文");
        Journal "journal" Anywhere Nothing ["J"] () ("the journal of changes", "变更记录");
        Sessions "sessions" Anywhere Nothing [] () ("shells and commands that run in pods", "在 Pod 中运行的 Shell 和命令");
        Nodes "nodes" Anywhere Nothing [] ()
            ("the nodes: what is wrong with them, what their pods take, what a drain would do", "节点列表:有何异常、Pod 占用多少、排空的后果");
        Clusters "clusters" Anywhere Nothing [] ()
            ("the contexts side by side: reached or not, workloads, nodes, what is worst", "所有上下文一览:能否连通、工作负载、节点、最严重的问题");
        Environments "environments" Anywhere Nothing ["E"] ()
            ("the environments side by side: which release runs where, what is ahead, behind, missing", "环境对照:各环境运行哪个版本,领先、落后或缺少什么");
        Promotion "promotion" Anywhere Nothing [] ()
            ("the promotion that is under way, or was last: where it stands, take it back, go on", "正在进行或最近一次晋级:现状、撤回、继续");
        Forwards "forwards" Anywhere Nothing [] ()
            ("the port-forwards: where they lead and how they go; copy, save, end them", "端口转发列表:目标与状况;可复制、保存、关闭");
        Copies "copies" Anywhere Nothing [] () ("the copies of files: how they go and how they ended", "文件复制列表:进展与结果");
        Soon "soon" Anywhere Nothing [] ()
            ("what runs out soon: certificates, quotas, autoscalers at their maximum, Jobs, missed runs", "即将耗尽或到期的项目:证书、配额、已达上限的自动伸缩、Job、错过的运行");
        Can "can" Anywhere Nothing [] ()
            ("what you may do: verbs by kinds, in the namespace in view", "您的权限:当前命名空间中各类型的可用动词");
        WhoCan "who-can" Anywhere Nothing [] ()
            ("who may do something, and by which binding: :who-can create pods/exec", "谁可以执行某操作,由哪个绑定授予::who-can create pods/exec");
        Stale "stale" Anywhere Nothing [] ()
            ("stale config: workloads whose ConfigMaps or Secrets changed after their pods started", "过期配置:Pod 启动后 ConfigMap 或 Secret 有更改的工作负载");
        Reconnect "reconnect" Anywhere Nothing ["Ctrl-r"] () ("reconnect now", "立即重连");
        SignIn "sign-in" Anywhere Nothing ["I"] ()
            ("run the context's exec plugin on the plain terminal, and reconnect", "在普通终端运行上下文的 exec 插件,然后重新连接");
        Redraw "redraw" Anywhere Nothing ["Ctrl-l"] () ("redraw the screen", "重绘屏幕");
        Screenshot "screenshot" Anywhere Nothing [] () ("save the screen to files: text, ANSI, SVG", "将屏幕保存为文件:文本、ANSI、SVG");
        Help "help" Anywhere Nothing ["?"] ("help", "帮助") ("help for where you are", "当前位置的帮助");
        Helm "helm" Anywhere Nothing [] ()
            ("Helm releases: revisions, values, notes, manifest, and what differs between two", "Helm Release:历史版本、值、说明、清单,以及两个版本之间的差异");
        Suspend "suspend" Anywhere Nothing ["Ctrl-z"] () ("suspend to the shell; fg comes back", "挂起到 shell;fg 返回");
        Quit "quit" Anywhere Nothing ["q" "Ctrl-c"] () ("back, then quit", "返回,最后退出");
    }
}

impl Command {
    /// Its row of the table.
    pub fn entry(self) -> &'static Entry {
        // The table and the enum come from one macro, in one order.
        &COMMANDS[self as usize]
    }

    /// The command of a name.
    pub fn named(name: &str) -> Option<Self> {
        COMMANDS.iter().find(|e| e.name == name).map(|e| e.id)
    }
}
