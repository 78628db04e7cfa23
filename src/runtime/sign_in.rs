//! Signing in on the plain terminal: the context's exec plugin has it once, to ask what it must.

use super::Loop;
use crate::app::messages::Level;
use crate::app::msg::Msg;
use crate::app::text::{OutsideText, Text};
use crate::cluster::plugin::Plugin;
use crate::model::SessionId;
use crate::terminal::{self, print};

impl Loop {
    /// Runs the plugin of the present context with the terminal, and connects anew with what it has kept.
    pub(super) fn sign_in(&mut self, session: SessionId) {
        let context = self.state.cluster.context.name.clone();
        let plugin = match self.outside.plugin(&context) {
            Some(plugin) => plugin,
            None => {
                return self.take(Msg::Note(Level::Info, OutsideText::NoPlugin(context.to_string()).into()));
            }
        };
        // One at a time: the one in the background may wait for the same answer.
        self.outside.stop_plugin(&plugin);
        let ended = terminal::hand_over(&self.input, || run(&plugin, &context));
        self.screen.force_full_redraw();
        let note = match ended {
            Ok(Ok(())) => (Level::Good, OutsideText::SignedIn(plugin.command).into()),
            Ok(Err(why)) => (Level::Error, why.into()),
            Err(e) => (Level::Warn, Text::Server(e.to_string())),
        };
        self.take(Msg::Note(note.0, note.1));
        // Also after a failure: what it said may not be all that it did.
        self.outside.reconnect(session);
    }
}

fn run(plugin: &Plugin, context: &str) -> Result<(), OutsideText> {
    let _ = print(&format!("dogwatch: signing in to {context} by {}\n", plugin.command));
    let ended = match plugin.run() {
        Ok(status) if status.success() => return Ok(()),
        Ok(status) => OutsideText::PluginFailed(plugin.command.clone(), status.to_string()),
        Err(e) => OutsideText::PluginBroken(plugin.command.clone(), e.to_string()),
    };
    // What it has said would be gone with the next frame.
    let _ = print(&format!("dogwatch: {ended}; Enter goes back\n"));
    let _ = std::io::stdin().read_line(&mut String::new());
    Err(ended)
}
