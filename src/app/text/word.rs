//! Single words and short lines that views say in passing: what a key does, what stands before a figure, what a view is called.

macro_rules! words {
    ($($word:ident,)*) => {
        /// A word, or a line without a hole.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        #[allow(missing_docs, reason = "each is called as it is in English")]
        pub enum Word { $($word),* }

        impl Word {
            /// All of them.
            pub const ALL: &[Word] = &[$(Self::$word),*];
        }
    };
}

words! {
    About, AgainIn, Ago, All, AllLines, AllLinesAround, AllNamespaces, Allowed, AllTo, Annotations, AnnotationsTitle, AnyOther, Asking,
    AskingDryRun, Attached, Back, BlankLines, BookmarkName, Bookmarks, Bytes, Cancel, Cause, ChangedTitle, Changes, Choose, Cluster,
    Clusters, ClustersTitle, Command, CommandTitle, Completed, CompletePath, Connecting, Connections, Container, ContainersOf, Context,
    Copies, Copy, CopyFiles, Count, Debug, DebugTitle, Delete, DeletedPod, Denied, Describe, Difference, Done, Edit, EditorHasTerminal,
    Ended, EndIt, Entries, EntriesOfOthers, Environments, ErrorsOnly, Events, FieldsAsColumns, Filter, FilterLogs, Following, FollowsLogs, Forward,
    ForwardPort, Forwards, FromFirstLine, FromImage, FromYaml, GivenBy, Glyphs, GoingBackTo, GoneBar, GoToIt, GoToTime, Help, Hidden, How,
    IdleAutoscalerOff, Image, In, Inline, InPods, IsBeingEnded, JobsOf, JournalNewestFirst, Keys, KeyValue, Kind, KindsNotKnown, Labels, LabelsTitle,
    LastError, LastHealthy, LastRun, LeadsTo, Leave, Left, LettersAreTyped, Level, Line, Lines, ListedEvery, ListingRevisions, Live,
    Loading, Logs, LogsLeftOut, LogsOf, LogsOfLabels, LooksForItsPods, Make, Marked, Message, MessagesNewestFirst, Missing, MoreDifferences,
    MoreLines, MostFirst, Namespace, Namespaces, New, NewBar, Newest, NewestFirst, NextPrevious, NoBindingHere, Nodes, NodesTitle,
    NoExpression, NoJobsOf, NoLinesYet, NoMatch, NoMessagesYet, NoneWhilePaused, NoNodes, NoPods, NoPodsNoLogs, NoRevisions, NoSuch,
    NotConnected, NotDecided, NothingFound, NotListed, NotLookedAt, NotSeen, NotThatName, NoValue, NoWorkloadsIn, Object, Of,
    OfDeletedWorkload, Offline, OfflineSince, OfNothing, Older, OlderLinesDropped, OnlyWhatDiffers, Opening, OpensUnlisted,
    OtherAuthorizers, PathOfApi, Pattern, Patterns, Paused, Pinned, Pod, Pods, PodsTitle, PortForwards, PresentRevision, PreviousRun, Promotion,
    Rate, Reached, ReachesProgram, ReadingFile, ReadsIt, Ready, Relations, Replicas, Revisions, Role, RollBack, Rollout, RoughDifference, Rule,
    RunsOutSoon, SameTemplate, SaveAs, SavePortForward, Scale, ScaledTo0, Scroll, Searched, Searching, ServedBefore, Sessions, Shell,
    ShowsAllOfIt, Since, StaleConfig, StaleSince, Stands, State, StepsOfPods, StillLoading, StopEndsIt, ThatIsALot, TheEnd, Time,
    TlsNotVerified, ToDoIt, TooSmall, TracesUnfolded, Trying, TypeIt, Unchanged, UnchangedLines, UnderWay, UnwellOnly, Waiting,
    WaitsForServer, Wanted, WarningsAndErrorsOnly, Watch, Watched, WhatIsWrong, WhatItWaitsFor, WhatToDo, Where, Who, WhoCan, Workload, Workloads,
    WorkloadsTitle, Worst, WorstFirst, WouldDrain, Wrapped,
}
