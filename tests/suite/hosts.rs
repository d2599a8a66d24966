//! The workflows of docs/hosts.md, as far as they run without their hosts: what stands there is what runs here.

use crate::sandbox::Sandbox;
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// The blocks of YAML of the page, in order.
fn blocks() -> Vec<Value> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/hosts.md");
    let text = std::fs::read_to_string(page).expect("the page is there");
    let block = |part: &str| serde_yaml::from_str(part.split("\n```").next().expect("it ends")).expect("it is YAML");
    text.split("```yaml\n").skip(1).map(block).collect()
}

/// What a workflow runs that needs no host: all but the installation.
fn commands(workflow: &Value, job: &str) -> Vec<String> {
    let steps = workflow["jobs"][job]["steps"].as_array().expect("it has steps");
    let run = steps.iter().filter_map(|step| step["run"].as_str());
    run.filter(|run| !run.starts_with("cargo install ")).map(str::to_string).collect()
}

/// Runs a step as GitHub does.
fn step(folder: &Path, temp: &Path, run: &str) -> (i32, String) {
    let program = Path::new(env!("CARGO_BIN_EXE_chancery")).parent().expect("it lies in a folder");
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
    let output = Command::new("bash")
        .args(["-e", "-c", run])
        .current_dir(folder)
        .env("PATH", path)
        .env("RUNNER_TEMP", temp)
        .env("HOME", temp)
        .output()
        .expect("bash runs");
    let said = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&said).into_owned())
}

#[test]
fn the_workflows_do_what_the_page_says() {
    let [check, pages, _, netlify, cloudflare] = &blocks()[..] else { panic!("five blocks") };
    assert!(netlify[0]["run"].as_str().is_some() && cloudflare[0]["run"].as_str().is_some());
    let sandbox = Sandbox::starter();
    let temp = tempfile::tempdir().expect("a folder can be made");
    let (site, away) = (sandbox.at(""), temp.path().join("remote.git"));
    let git = |run: &str| {
        let identity = "git -c user.name=A -c user.email=a@example.org -c init.defaultBranch=main";
        let (code, said) = step(&site, temp.path(), &run.replace("git ", &format!("{identity} ")));
        assert_eq!(code, 0, "{run}: {said}");
    };
    git(&format!("git init -q --bare {}", away.display()));
    git(&format!("git init -q . && git add . && git commit -qm Begun && git remote add origin {}", away.display()));
    git("git push -q --set-upstream origin main");

    // A site without faults passes, one with a fault does not, and the fault is shown at its line.
    let checks = commands(check, "check");
    let [run] = &checks[..] else { panic!("one step") };
    let (code, said) = step(&site, temp.path(), run);
    assert_eq!((code, &*said), (0, "no errors, no warnings\n"));
    sandbox.write("content/pages/bad.md", "---\ntitle: Bad\n---\n\nSee é [[nobody-at-all]].\n");
    let (code, said) = step(&site, temp.path(), run);
    assert_eq!(code, 1, "{said}");
    let command = "::error file=content/pages/bad.md,line=5,endLine=5,col=9,endColumn=22,title=unresolved-reference::";
    assert!(said.starts_with(command) && said.ends_with("\n1 error in 1 file\n"), "{said}");
    std::fs::remove_file(sandbox.at("content/pages/bad.md")).expect("it was there");

    // Twice, as a push and a night do: the second has nothing to commit.
    for commits in ["2", "2"] {
        for run in commands(pages, "publish") {
            let (code, said) = step(&site, temp.path(), &run);
            assert_eq!(code, 0, "{run}: {said}");
        }
        let (_, count) = step(&site, temp.path(), "git -C \"$RUNNER_TEMP/remote.git\" rev-list --count main");
        assert_eq!(count.trim(), commits);
        assert!(temp.path().join("site/index.html").exists() && !temp.path().join("site/.chancery").exists());
        std::fs::remove_dir_all(temp.path().join("site")).expect("it was there");
    }
}

#[test]
fn the_pipeline_of_gitlab_does_what_the_page_says() {
    let pipeline = &blocks()[2];
    let run = |job: &str| -> Vec<String> {
        let lines = pipeline[job]["script"].as_array().expect("it has a script");
        lines.iter().map(|line| line.as_str().expect("a line").to_string()).collect()
    };
    let sandbox = Sandbox::starter();
    let temp = tempfile::tempdir().expect("a folder can be made");
    let (site, away) = (sandbox.at(""), temp.path().join("remote.git"));
    let ran = |line: &str| {
        let line = line.replace("https://oauth2:$PUSH_TOKEN@$CI_SERVER_HOST/$CI_PROJECT_PATH.git", &away.display().to_string());
        let set = format!("export CI_PROJECT_DIR={} CI_COMMIT_BRANCH=main; {line}", site.display());
        step(&site, temp.path(), &set)
    };
    let git = "git -c user.name=A -c user.email=a@example.org -c init.defaultBranch=main";
    let (code, said) = ran(&format!(
        "{git} init -q --bare {away} && {git} init -q . && echo public > .gitignore && git add . && {git} commit -qm Begun && git push -q {away} \
         HEAD:main",
        away = away.display()
    ));
    assert_eq!(code, 0, "{said}");

    sandbox.write("content/pages/bad.md", "---\ntitle: Bad\n---\n\nSee [[nobody-at-all]].\n");
    let [first, second] = &run("check")[..] else { panic!("two lines") };
    let ((told, _), (denied, said)) = (ran(first), ran(second));
    assert_eq!((told, denied), (0, 1), "{said}");
    let report = pipeline["check"]["artifacts"]["reports"]["codequality"].as_str().expect("a file");
    let report: Value = serde_json::from_str(&sandbox.read(report)).expect("it is JSON");
    assert_eq!(report[0]["location"], serde_json::json!({"path": "content/pages/bad.md", "lines": {"begin": 5, "end": 5}}));
    for path in ["content/pages/bad.md", "gl-code-quality-report.json"] {
        std::fs::remove_file(sandbox.at(path)).expect("it was there");
    }

    // Twice, as a push and a night do: the second has nothing to commit.
    for _ in 0..2 {
        for line in run("pages") {
            let (code, said) = ran(&line);
            assert_eq!(code, 0, "{line}: {said}");
        }
        let (_, count) = ran(&format!("git -C {} rev-list --count main", away.display()));
        assert_eq!(count.trim(), "2");
        assert!(sandbox.at("public/index.html").exists() && !sandbox.at("public/.chancery").exists());
        // A runner begins with what is committed, and nothing else.
        assert_eq!(ran("git clean -qffdx").0, 0);
    }
}
