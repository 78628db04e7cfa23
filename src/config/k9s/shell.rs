//! Arguments and shell texts of k9s's plugins, in which it pastes a row's values: here as values that stay one argument each, and as
//! variables of the shell.

/// What a variable of k9s's is here.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Var {
    /// This value.
    Plain(String),
    /// A cell of the browser.
    Column(String),
    /// Nothing: why.
    Nothing(&'static str),
}

/// A text for a shell, and the arguments that it is given for what is no variable.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Text {
    pub(super) text: String,
    pub(super) arguments: Vec<String>,
}

/// What its variables for cells begin with.
const COLUMN: &str = "COL-";

/// What a variable of k9s's is here, by its name without the `$`.
fn variable(name: &str, of_containers: bool) -> Option<Var> {
    let plain = |word: &str| Some(Var::Plain(word.to_owned()));
    // k9s looks them up so, whatever case they are written in.
    let upper = name.to_ascii_uppercase();
    match &*upper {
        "NAME" if of_containers => plain("container"),
        "NAME" => plain("name"),
        "NAMESPACE" => plain("namespace"),
        "CONTEXT" => plain("context"),
        "CLUSTER" => plain("cluster"),
        "USER" => plain("user"),
        "CONTAINER" => plain("container"),
        "POD" => plain("pod"),
        "KUBECONFIG" => plain("kubeconfig"),
        "RESOURCE_GROUP" => plain("group"),
        "RESOURCE_VERSION" => plain("version"),
        "RESOURCE_NAME" => plain("plural"),
        "FILTER" => plain("filter"),
        "GROUPS" => Some(Var::Nothing("the user's groups are not known to a command")),
        _ => match upper.strip_prefix(COLUMN) {
            Some("IMAGE") if of_containers => plain("image"),
            Some("NAME") if of_containers => plain("container"),
            Some("NAME") => plain("name"),
            Some("NAMESPACE") => plain("namespace"),
            Some("NODE") => plain("node"),
            Some(column) if !column.is_empty() => name.get(COLUMN.len()..).map(|column| Var::Column(column.to_owned())),
            Some(_) | None => None,
        },
    }
}

enum Piece<'a> {
    Text(&'a str),
    Var(&'a str, Var),
}

/// The variables in a text. What k9s has none for is left as it is.
fn pieces(text: &str, of_containers: bool) -> Vec<Piece<'_>> {
    let (mut out, mut plain, mut at) = (Vec::new(), 0, 0);
    while let Some(found) = text[at..].find('$').map(|i| at + i) {
        let rest = &text[found + 1..];
        // What it calls not so: `$!COL-READY`.
        let (rest, not) = rest.strip_prefix('!').map_or((rest, 0), |rest| (rest, 1));
        let braced = rest.starts_with('{');
        let name = if braced { &rest[1..] } else { rest };
        let len = name.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '/' | '%'))).unwrap_or(name.len());
        // Of `$NAME-x` only the first is the name.
        let mut name = &name[..len];
        if !name.get(..COLUMN.len()).is_some_and(|lead| lead.eq_ignore_ascii_case(COLUMN)) {
            name = &name[..name.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(name.len())];
        }
        let end = found + 1 + not + name.len() + usize::from(braced);
        let closed = !braced || text[end..].starts_with('}');
        match variable(name, of_containers).filter(|_| closed) {
            Some(var) => {
                let var = if not > 0 { Var::Nothing("what is not so is not known to a command") } else { var };
                out.push(Piece::Text(&text[plain..found]));
                out.push(Piece::Var(name, var));
                at = end + usize::from(braced);
                plain = at;
            }
            None => at = found + 1,
        }
    }
    out.push(Piece::Text(&text[plain..]));
    out
}

/// Whether a text names what is another on a container than on a pod.
pub(super) fn names_containers(text: &str) -> bool {
    let on =
        |containers: bool| pieces(text, containers).into_iter().map(|p| if let Piece::Var(_, var) = p { Some(var) } else { None });
    !on(true).eq(on(false))
}

/// What is said of a value that a command is not given.
fn unknown<T>(name: &str, why: &str) -> Result<T, String> {
    Err(format!("${name}: {why}"))
}

/// One argument with values in it.
pub(super) fn argument(text: &str, of_containers: bool) -> Result<String, String> {
    let mut out = String::new();
    for piece in pieces(text, of_containers) {
        match piece {
            Piece::Text(text) => out.push_str(&text.replace('{', "{{").replace('}', "}}")),
            Piece::Var(_, Var::Plain(word)) => out.push_str(&format!("{{{word}}}")),
            Piece::Var(_, Var::Column(name)) => out.push_str(&format!("{{column:{name}}}")),
            Piece::Var(name, Var::Nothing(why)) => return unknown(name, why),
        }
    }
    Ok(out)
}

/// One word of a line for a shell.
pub(super) fn word(text: &str, of_containers: bool) -> Result<String, String> {
    let mut out = String::from("\"");
    for piece in pieces(text, of_containers) {
        match piece {
            Piece::Text(text) => {
                for c in text.chars() {
                    if matches!(c, '"' | '\\' | '`' | '$') {
                        out.push('\\');
                    }
                    out.push(c);
                }
            }
            Piece::Var(_, Var::Plain(word)) => out.push_str(&format!("${{DW_{}}}", word.to_ascii_uppercase())),
            Piece::Var(name, Var::Column(_)) => return unknown(name, "a column in what is piped"),
            Piece::Var(name, Var::Nothing(why)) => return unknown(name, why),
        }
    }
    out.push('"');
    Ok(out)
}

/// A text for a shell that is given so many arguments already.
pub(super) fn shell(text: &str, given: usize, of_containers: bool) -> Result<Text, String> {
    let (mut out, mut arguments, mut quotes, mut named) = (String::new(), Vec::<String>::new(), Quotes::new(), false);
    for piece in pieces(text, of_containers) {
        let reference = match piece {
            Piece::Text(text) => {
                quotes.read(text);
                out.push_str(text);
                continue;
            }
            Piece::Var(name, Var::Nothing(why)) => return unknown(name, why),
            Piece::Var(_, Var::Plain(word)) => format!("${{DW_{}}}", word.to_ascii_uppercase()),
            Piece::Var(_, Var::Column(name)) => place(&mut arguments, given, format!("{{column:{name}}}")),
        };
        named = true;
        if quotes.take_escape() {
            out.pop();
        }
        // k9s pastes the value: as one word it is the same, also where a shell would not look for a variable.
        match quotes.within() {
            Some('\'') => out.push_str(&format!("'\"{reference}\"'")),
            Some(_) => out.push_str(&reference),
            None => out.push_str(&format!("\"{reference}\"")),
        }
    }
    if named && quotes.document {
        return Err("a value in a text with a here-document (<<), which has no quotes of its own".into());
    }
    if !arguments.is_empty() && ["$@", "$*", "$#"].iter().any(|all| text.contains(all)) {
        return Err("its shell takes all its arguments, and a column would be one more of them".into());
    }
    Ok(Text { text: out, arguments })
}

/// In which quotes a shell's text is, as far as it was read.
struct Quotes {
    /// Of each `$(` that is open: the quotes in it, and how many other brackets. The first is the text itself.
    open: Vec<(Option<char>, usize)>,
    escaped: bool,
    comment: bool,
    last: char,
    /// How many `<` outside of quotes it ends in, and whether there were two of them.
    lesser: usize,
    document: bool,
}

impl Quotes {
    fn new() -> Self {
        Self { open: vec![(None, 0)], escaped: false, comment: false, last: '\n', lesser: 0, document: false }
    }

    fn within(&self) -> Option<char> {
        self.open.last().and_then(|(quote, _)| *quote)
    }

    /// Whether what comes next has a backslash before it, which is taken as read.
    fn take_escape(&mut self) -> bool {
        self.last = 'x';
        std::mem::take(&mut self.escaped)
    }

    fn read(&mut self, text: &str) {
        for c in text.chars() {
            let last = std::mem::replace(&mut self.last, c);
            if self.comment {
                self.comment = c != '\n';
                continue;
            }
            if std::mem::take(&mut self.escaped) {
                continue;
            }
            // `<<<` has a word behind it, which is like any other.
            let plain = self.within().is_none();
            self.document |= c != '<' && self.lesser == 2;
            self.lesser = if c == '<' && plain { self.lesser + 1 } else { 0 };
            let nested = self.open.len() > 1;
            let Some((quote, brackets)) = self.open.last_mut() else { return };
            match (c, *quote) {
                ('\'', Some('\'')) | ('"', Some('"')) => *quote = None,
                (_, Some('\'')) => {}
                ('\\', _) => self.escaped = true,
                ('(', _) if last == '$' => self.open.push((None, 0)),
                ('\'' | '"', None) => *quote = Some(c),
                ('(', None) => *brackets += 1,
                (')', None) if *brackets > 0 => *brackets -= 1,
                (')', None) if nested => drop(self.open.pop()),
                ('#', None) => self.comment = last.is_whitespace(),
                _ => {}
            }
        }
    }
}

/// By which number a text finds an argument, which is given once.
fn place(arguments: &mut Vec<String>, given: usize, value: String) -> String {
    let at = arguments.iter().position(|a| *a == value).unwrap_or_else(|| {
        arguments.push(value);
        arguments.len() - 1
    });
    format!("${{{}}}", given + at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_in_arguments() {
        for (text, want) in [
            ("$NAME", "{name}"),
            ("--context=$CONTEXT", "--context={context}"),
            ("${NAMESPACE}/x", "{namespace}/x"),
            ("$COL-NODE", "{node}"),
            ("$COL-%CPU/R", "{column:%CPU/R}"),
            ("$RESOURCE_NAME.$RESOURCE_GROUP", "{plural}.{group}"),
            ("$NAME-x", "{name}-x"),
            ("$HOME/x", "$HOME/x"),
            ("$FILTER", "{filter}"),
            (r#"{"a":null}"#, r#"{{"a":null}}"#),
            ("price $5", "price $5"),
            ("!$! $!x", "!$! $!x"),
            ("$name ${Namespace} $col-node $Col-Ready", "{name} {namespace} {node} {column:Ready}"),
        ] {
            assert_eq!(argument(text, false).as_deref(), Ok(want), "{text}");
        }
        assert_eq!(argument("$NAME", true).as_deref(), Ok("{container}"));
        for (text, why) in [
            ("--as-group=$GROUPS", "$GROUPS: the user's groups are not known to a command"),
            ("--ready=$!COL-READY", "$COL-READY: what is not so is not known to a command"),
        ] {
            assert_eq!(argument(text, false), Err(why.to_owned()), "nothing runs with less than k9s gave it");
        }
    }

    #[test]
    fn values_are_variables_of_a_shell() {
        let read = |text: &str| shell(text, 0, false).unwrap();
        for (text, want) in [
            ("kubectl logs $NAME | less", "kubectl logs \"${DW_NAME}\" | less"),
            ("echo \"of $NAME\"", "echo \"of ${DW_NAME}\""),
            ("jq '.a==\"$NAME\"'", "jq '.a==\"'\"${DW_NAME}\"'\"'"),
            ("echo $HOME $1", "echo $HOME $1"),
            ("echo \\$NAME", "echo \"${DW_NAME}\""),
            ("# don't\nget $NAME", "# don't\nget \"${DW_NAME}\""),
            ("x=\"$(get $NAME (y) '$NAME') $NAME\"", "x=\"$(get \"${DW_NAME}\" (y) ''\"${DW_NAME}\"'') ${DW_NAME}\""),
            ("-n=$NAMESPACE", "-n=\"${DW_NAMESPACE}\""),
        ] {
            assert_eq!(read(text).text, want, "{text}");
        }
        let text = read("a $COL-X $NAME $COL-X");
        assert_eq!((text.text.as_str(), text.arguments), ("a \"${1}\" \"${DW_NAME}\" \"${1}\"", vec!["{column:X}".to_owned()]));
        assert!(shell("\"$@\" $COL-X", 2, false).is_err());
        for text in ["cat <<EOF\nname: $NAME\nEOF", "cat <<-'EOF' | x\n  $COL-X\nEOF", "x=\"$(cat <<A\n$NAME\nA\n)\""] {
            assert!(shell(text, 0, false).unwrap_err().contains("here-document"), "{text}");
        }
        assert!(shell("cat <<EOF\n$HOME\nEOF", 0, false).is_ok() && shell("x <<< $NAME; echo '<<' \"<<\" $NAME", 0, false).is_ok());
        assert!(names_containers("x $NAME") && names_containers("$COL-IMAGE") && !names_containers("$POD $COL-READY $HOME"));
        assert_eq!(word("a \"b\" $NAME", false).unwrap(), "\"a \\\"b\\\" ${DW_NAME}\"");
    }
}
