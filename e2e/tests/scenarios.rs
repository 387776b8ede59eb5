//! Every scenario of `scenarios/`, in every form of the product it runs in. A scenario's name and the form make the
//! test's name, such as `newcomer::six_processes_on_postgres`.

use std::path::{Path, PathBuf};

use e2e::{
    Database, Form,
    chat::{Script, play},
};
use libtest_mimic::{Arguments, Failed, Trial};

/// The forms, their names, and whether only scenarios that run everywhere are played in them.
const FORMS: [(&str, Form, Database, bool); 4] = [
    ("sqlite", Form::AllInOne, Database::Sqlite, false),
    ("postgres", Form::AllInOne, Database::Postgres, true),
    ("six_processes_on_sqlite", Form::SixProcesses, Database::Sqlite, true),
    ("six_processes_on_postgres", Form::SixProcesses, Database::Postgres, true),
];

fn main() {
    let trials = files().into_iter().flat_map(|file| trials(&file));
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit();
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let entries = std::fs::read_dir(folder).expect("the folder of scenarios can be read");
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "chat"));
    files.sort();
    assert!(!files.is_empty(), "there are no scenarios");
    files
}

/// A test for each form; a file that cannot be read is one failing test.
fn trials(file: &Path) -> Vec<Trial> {
    let name = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    let script = match Script::read(file) {
        Ok(script) => script,
        Err(failure) => return vec![Trial::test(name, move || Err(failure.to_string().into()))],
    };
    let forms = FORMS.iter().filter(|(.., everywhere)| script.everywhere || !everywhere);
    let trial = |&(form_name, form, database, _): &(&str, Form, Database, bool)| {
        let file = file.to_owned();
        Trial::test(format!("{name}::{form_name}"), move || run(&file, form, database))
    };
    forms.map(trial).collect()
}

fn run(file: &Path, form: Form, database: Database) -> Result<(), Failed> {
    if !database.is_at_hand() {
        return Ok(());
    }
    let failed = |failure: e2e::Failure| Failed::from(failure.to_string());
    let script = Script::read(file).map_err(failed)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime starts").block_on(play(&script, form, database)).map_err(failed)
}
