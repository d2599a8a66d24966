mod citations;
mod faults;
