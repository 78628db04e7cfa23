//! Signing in on the plain terminal: the context's exec plugin has it once, to ask what it must.

use super::Loop;
use crate::app::messages::Level;
use crate::app::msg::Msg;
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
                let words = format!("context {context} does not sign in by an exec plugin");
                return self.take(Msg::Note(Level::Info, words));
            }
        };
        // One at a time: the one in the background may wait for the same answer.
        self.outside.stop_plugin();
        let ended = terminal::hand_over(&self.input, || run(&plugin, &context));
        self.screen.force_full_redraw();
        let note = match ended {
            Ok(Ok(())) => (Level::Good, format!("exec plugin {} succeeded; reconnecting", plugin.command)),
            Ok(Err(why)) => (Level::Error, why),
            Err(e) => (Level::Warn, e.to_string()),
        };
        self.take(Msg::Note(note.0, note.1));
        // Also after a failure: what it said may not be all that it did.
        self.outside.reconnect(session);
    }
}

fn run(plugin: &Plugin, context: &str) -> Result<(), String> {
    let _ = print(&format!("dogwatch: signing in to {context} by {}\n", plugin.command));
    let ended = match plugin.run() {
        Ok(status) if status.success() => return Ok(()),
        Ok(status) => format!("exec plugin {} failed ({status})", plugin.command),
        Err(e) => format!("exec plugin {}: {e}", plugin.command),
    };
    // What it has said would be gone with the next frame.
    let _ = print(&format!("dogwatch: {ended}; Enter goes back\n"));
    let _ = std::io::stdin().read_line(&mut String::new());
    Err(ended)
}
