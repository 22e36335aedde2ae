// Nothing to call: start.c does its work before the program's other libraries start.
#pragma once
