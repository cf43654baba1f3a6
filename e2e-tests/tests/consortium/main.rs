//! Four institutions on this machine, each with its own keys, directory, ports and clock, and people who make loans while
//! nodes are killed, cut off, set to the wrong time or filled up. What was final stays final, everywhere; every receipt is
//! held against every node afterwards. Short forms run in `make test`; IOU_FAULTS=long (make faults) goes on for half an hour.

mod faults;
mod harness;
mod joining;
mod long;
mod spec;
