//! `make sample`: plays the story of examples/evidence on a real node and keeps its evidence, with the short chain
//! specification of that node's chain and its printed certificate. Another chain, other times, other signatures each time; the same story.

use anyhow::Result;
use e2e_tests::evidence;
use e2e_tests::world::World;

fn main() -> Result<()> {
    let directory = deploy::paths::workspace_root()?.join("examples/evidence");
    std::fs::create_dir_all(&directory)?;
    let world = World::new()?;
    let told = evidence::tell(&world)?;
    evidence::write_spec(&world, &directory.join("chain-spec.json"))?;
    let made = evidence::collect(&world, &told, &directory.join("sample.iou"))?;
    println!("{made:#}");
    Ok(())
}
