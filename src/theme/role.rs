//! The roles: what a piece of the screen means, which is all that the views may ask a theme for.

use ratatui::style::Modifier;

macro_rules! roles {
    ($($(#[$doc:meta])* $variant:ident $name:literal $mono:expr;)*) => {
        /// What a piece of the screen means. The theme says how that looks.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Role { $($(#[$doc])* $variant,)* }

        impl Role {
            /// Every role, in the order of the declaration.
            pub const ALL: &'static [Role] = &[$(Role::$variant,)*];

            /// The name that theme files use.
            pub const fn name(self) -> &'static str {
                match self { $(Role::$variant => $name,)* }
            }

            /// What stands for the role's colours where there are none, so that nothing is told by colour alone.
            pub(super) const fn mono(self) -> Modifier {
                match self { $(Role::$variant => $mono,)* }
            }
        }
    };
}

const NONE: Modifier = Modifier::empty();
const BOLD: Modifier = Modifier::BOLD;
const DIM: Modifier = Modifier::DIM;
const UNDER: Modifier = Modifier::UNDERLINED;
const REVERSED: Modifier = Modifier::REVERSED;

roles! {
    /// Plain text.
    Text "text" NONE;
    /// Text that may be overlooked: ages, units, what is the same in all rows.
    Dim "dim" DIM;
    /// The name of a pane or popup.
    Title "title" BOLD;
    /// The frame of a pane without the focus.
    Border "border" DIM;
    /// The frame of the pane with the focus.
    BorderFocused "border_focused" BOLD;
    /// The cursor's row in the pane with the focus.
    Selection "selection" REVERSED;
    /// The cursor's row in a pane without the focus.
    SelectionIdle "selection_idle" UNDER;
    /// A marked row.
    Marked "marked" BOLD;
    /// Column titles.
    Header "header" UNDER;
    /// A key in the footer or in help.
    Key "key" BOLD;
    /// What a key does; advice.
    Hint "hint" NONE;
    /// A key or command that is not available here.
    Disabled "disabled" DIM;
    /// Well.
    Good "good" NONE;
    /// Unwell: the first thing the eye should find.
    Bad "bad" BOLD.union(UNDER);
    /// Not well, or about not to be.
    Warn "warn" BOLD;
    /// Under way.
    Busy "busy" NONE;
    /// Paused by somebody.
    Paused "paused" NONE;
    /// Wanted to be nothing: scaled to 0.
    Idle "idle" DIM;
    /// Fed by a live stream.
    Live "live" NONE;
    /// Known, but not fresh.
    Stale "stale" UNDER;
    /// Not allowed.
    Denied "denied" DIM;
    /// What deserves a second look: names, links, the object in question.
    Accent "accent" BOLD;
    /// Text that a filter or search matched.
    Match "match" BOLD.union(UNDER);
    /// The match that the cursor of a search stands on.
    MatchCurrent "match_current" REVERSED.union(BOLD);
    /// What is being typed.
    Input "input" UNDER;
    /// An error message.
    ErrorMessage "error_message" BOLD;
    /// A message that needs nothing done.
    InfoMessage "info_message" NONE;
    /// The frame and title of whatever touches a guarded environment.
    Prod "prod" BOLD;
    /// The word that names a guarded environment.
    ProdBadge "prod_badge" REVERSED.union(BOLD);
    /// A log line that tells of an error.
    LogError "log_error" BOLD;
    /// A log line that warns.
    LogWarn "log_warn" NONE;
    /// A log line that informs.
    LogInfo "log_info" NONE;
    /// A log line for developers.
    LogDebug "log_debug" DIM;
    /// A mark between log lines: a restart, a gap.
    LogMark "log_mark" UNDER;
    /// What a change adds.
    DiffAdd "diff_add" BOLD;
    /// What a change removes.
    DiffRemove "diff_remove" UNDER;
    /// The badge of a session that only looks.
    BadgeRo "badge_ro" NONE;
    /// The badge of a session that may write.
    BadgeRw "badge_rw" BOLD;
    /// The full part of a progress bar, a sparkline.
    Bar "bar" NONE;
    /// The empty part of a progress bar.
    BarRest "bar_rest" DIM;
    /// The ground of a popup.
    Popup "popup" NONE;
}

impl Role {
    /// How many roles there are.
    pub const COUNT: usize = Self::ALL.len();

    /// The role of this name, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|role| role.name() == name)
    }
}
