#pragma once

// What comes behind the look at the processor.
void start(int count, char **arguments, char **environment);
