//! The program `fovea` as its user sees it: output, files, messages, exit codes.

mod answers;
mod folders;
mod hand_in;
mod inspecting;
mod own;
mod program;
mod refusals;
mod training;
