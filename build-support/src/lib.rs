//! Turns the contracts in `proto/` into Rust without a system `protoc`.

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
};

use prost::Message as _;
use prost_types::FileDescriptorSet;

/// Compiles every `.proto` below `root` into `out`, with the descriptor set that server reflection needs.
#[allow(clippy::print_stdout, reason = "a build script speaks to cargo on standard output")]
pub fn compile_protos(root: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let mut files = Vec::new();
    collect(&root.join("souk"), &mut files)?;
    files.sort();
    let descriptors = protox::compile(&files, [root])?;
    tonic_prost_build::configure().compile_fds(descriptors.clone())?;
    fs::write(out.join("descriptor.bin"), documented(descriptors).encode_to_vec())?;
    // compile_fds does not tell cargo what it read.
    println!("cargo:rerun-if-changed={}", root.join("souk").display());
    Ok(())
}

/// The descriptors with comments but without the places of what has none: every server keeps them in memory.
fn documented(mut descriptors: FileDescriptorSet) -> FileDescriptorSet {
    let places = descriptors.file.iter_mut().filter_map(|file| file.source_code_info.as_mut());
    places.for_each(|places| places.location.retain(|place| place.leading_comments.is_some()));
    descriptors
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "proto") {
            files.push(path);
        }
    }
    Ok(())
}
