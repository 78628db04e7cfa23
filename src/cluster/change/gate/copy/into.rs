//! Into a container.

use super::run::{Input, Ran, Work};
use super::{Broken, Form, Here};
use crate::cluster::change::verbs::copy;
use crate::model::change::Reason;
use crate::model::change::reason::CopyReason;
use crate::model::copy::{Source, Told};
use crate::model::process::End;
use tokio::sync::mpsc::{Sender, channel};

/// The name of what is made, until it has its own.
const IT: &str = "it";
/// Pieces on their way from the disk.
const ON_THE_WAY: usize = 8;

/// Gives all that there is, and the word that it was all.
async fn give(here: &mut impl Here, form: Form, to: Sender<Vec<u8>>) -> Result<Told, Reason> {
    let told = here.give(form, to.clone()).await?;
    let _ = to.send(Vec::new()).await;
    Ok(told)
}

impl Work<'_> {
    /// Copies what there is on this machine to a path of the container; gives what it was, and its place there.
    pub(super) async fn copy_in(
        &mut self,
        source: &Source,
        (to, replace): (&str, bool),
        here: &mut impl Here,
    ) -> Result<(Told, String), Broken> {
        let into = to.ends_with('/') || self.test(&["-d", to]).await?;
        let at = if into { copy::join(to, &source.name) } else { to.to_owned() };
        let Some((folder, _)) = copy::split(&at) else { return Err(CopyReason::NoName(at).into()) };
        self.is_free(&at, replace && !source.folder).await?;
        let temporary = copy::join(folder, &format!(".dogwatch-{:08x}", fastrand::u32(..)));
        let made = self.brief(&["mkdir", &temporary]).await;
        if let End::Lost(why) = &made.end {
            // It may be made yet, after it is taken away.
            let _perhaps = self.brief(&["rm", "-rf", &temporary]).await;
            return Err(Broken::Left(CopyReason::LostLeft(Box::new(why.clone()), temporary).into()));
        }
        if !made.is_well() {
            return Err(made.why("mkdir"));
        }
        let ended = self.fill(source, &temporary, here).await;
        let ended = match ended {
            Ok(told) => self.name(&temporary, &at, replace && !source.folder).await.map(|()| (told, at)),
            Err(why) => Err(why),
        };
        let gone = self.brief(&["rm", "-rf", &temporary]).await.is_well();
        match ended {
            Err(Broken::Failed(why)) if !gone => Err(Broken::Left(CopyReason::Left(Box::new(why), temporary).into())),
            Err(Broken::Stopped) if !gone => Err(Broken::Left(CopyReason::StoppedLeft(temporary).into())),
            Err(Broken::Unknown(why)) if !gone => Err(Broken::Unknown(CopyReason::Left(Box::new(why), temporary).into())),
            Ok(_) | Err(Broken::Failed(_) | Broken::Stopped | Broken::Left(_) | Broken::Unknown(_)) => ended,
        }
    }

    /// What `test` says.
    pub(super) async fn test(&mut self, condition: &[&str]) -> Result<bool, Broken> {
        let ran = self.ask(&[&["test"], condition].concat()).await;
        match &ran.end {
            _ if self.is_stopped() => Err(Broken::Stopped),
            End::Exited(0) => Ok(true),
            End::Exited(1) if ran.errors.is_empty() => Ok(false),
            _ if ran.is_missing() => Err(CopyReason::NoPrograms(self.container.to_owned()).into()),
            End::Exited(_) | End::Failed(_) | End::Lost(_) | End::Closed => Err(ran.why("test")),
        }
    }

    async fn is_free(&mut self, at: &str, replace: bool) -> Result<(), Broken> {
        if self.test(&["!", "-e", at, "-a", "!", "-L", at]).await? || replace && self.test(&["-f", at, "-a", "!", "-L", at]).await?
        {
            return Ok(());
        }
        Err(CopyReason::Taken(at.to_owned()).into())
    }

    /// Sends it to a new folder of the container.
    async fn fill(&mut self, source: &Source, temporary: &str, here: &mut impl Here) -> Result<Told, Broken> {
        let size = source.archive.to_string();
        let tar = ["tar", "-xopf", "-", "-C", temporary];
        // A stream that cannot say that it ends is read to a length that is known before.
        let counted = ["sh", "-c", "head -c \"$0\" | tar -xopf - -C \"$1\"", &size, temporary];
        let command = if self.closes { &tar[..] } else { &counted[..] };
        let (given, ran) = self.send(source.archive, command, Form::Archive(IT.into()), here).await;
        let no_tar = ran.is_missing() || ran.end == End::Exited(127);
        if !no_tar || self.is_stopped() {
            return self.filled(given, &ran, "tar");
        }
        if source.folder {
            return Err(CopyReason::NoTarInto(self.container.to_owned()).into());
        }
        let path = copy::join(temporary, IT);
        let size = source.bytes.to_string();
        let cat = ["sh", "-c", "cat > \"$0\"", &path];
        let counted = ["sh", "-c", "head -c \"$0\" > \"$1\"", &size, &path];
        let command = if self.closes { &cat[..] } else { &counted[..] };
        let (given, ran) = self.send(source.bytes, command, Form::Plain, here).await;
        if ran.is_missing() {
            return Err(CopyReason::NothingInto(self.container.to_owned()).into());
        }
        let told = self.filled(given, &ran, "cat")?;
        // The mode is kept where there is a program for it.
        let _or_not = self.brief(&["chmod", &format!("{:o}", source.mode), &path]).await;
        Ok(told)
    }

    async fn send(&mut self, all: u64, command: &[&str], form: Form, here: &mut impl Here) -> (Result<Told, Reason>, Ran) {
        let (to, from) = channel(ON_THE_WAY);
        let plain = form == Form::Plain;
        let input = Input { from, all, pads: !plain };
        let (given, ran) = futures::join!(give(here, form, to), self.run(command, Some(input), None));
        let given = given.and_then(|told| {
            let whole = !plain || told.bytes == all;
            if whole { Ok(told) } else { Err(CopyReason::Changed(told.bytes, all).into()) }
        });
        (given, ran)
    }

    fn filled(&self, given: Result<Told, Reason>, ran: &Ran, program: &str) -> Result<Told, Broken> {
        match given {
            _ if self.is_stopped() => Err(Broken::Stopped),
            Ok(told) if ran.is_well() => Ok(told),
            // What the program says comes first, unless it only says that no more came.
            Err(why) if matches!(ran.end, End::Closed) || ran.is_well() => Err(Broken::Failed(why)),
            Err(why) if ran.said().is_empty() || ran.said().contains("EOF") || ran.said().contains("short read") => {
                Err(Broken::Failed(why))
            }
            Ok(_) | Err(_) => Err(ran.why(program)),
        }
    }

    /// Gives what is whole its name.
    async fn name(&mut self, temporary: &str, at: &str, replace: bool) -> Result<(), Broken> {
        // Something may have come to be there meanwhile: a folder would get it inside.
        self.is_free(at, replace).await?;
        let moved = self.brief(&["mv", "-f", &copy::join(temporary, IT), at]).await;
        match &moved.end {
            End::Exited(0) => Ok(()),
            End::Lost(why) => Err(Broken::Unknown(CopyReason::LostNaming(Box::new(why.clone()), at.to_owned()).into())),
            End::Exited(_) | End::Failed(_) | End::Closed => Err(moved.why("mv")),
        }
    }
}
