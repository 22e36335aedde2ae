# The ProtoPNet workbench. `make quickstart` and `make test` are all a fresh machine needs.
SHELL := /bin/bash
SWIFT := swift
CONFIGURATION := release
# The program is built where it runs, so it may use all of this processor's vector instructions.
ifeq ($(shell uname -m),x86_64)
  FLAGS = -Xcc -march=native
endif
BUILD = .build/$(CONFIGURATION)
PROTOPNET = $(BUILD)/protopnet
PACKAGES := libdnnl-dev libopenblas-openmp-dev libhdf5-dev libjpeg62-turbo-dev libpng-dev \
  libwebp-dev libyaml-dev libssl-dev zlib1g-dev libmatio-dev pkg-config
# What clusters have: Slurm, the two MPIs, GNU parallel; and processors of other models.
CLUSTER_PACKAGES := slurm-wlm munge libopenmpi-dev openmpi-bin libmpich-dev mpich parallel \
  qemu-user

# A oneDNN elsewhere than in /usr: make test ONEDNN_ROOT=/opt/onednn. Debian's libdnnl-dev must not be
# installed then, because the linker looks into the system's folder first.
ifdef ONEDNN_ROOT
  export ONEDNN_ROOT
  FLAGS += -Xcc -I$(ONEDNN_ROOT)/include -Xswiftc -L$(ONEDNN_ROOT)/lib \
    -Xlinker -rpath -Xlinker $(ONEDNN_ROOT)/lib
  PACKAGES := $(filter-out libdnnl-dev,$(PACKAGES))
endif

# A program that several processes train one network with: make build MPI=openmpi or MPI=mpich.
ifdef MPI
  export MPI
  MPI_PACKAGE := $(if $(filter openmpi,$(MPI)),ompi-c,$(if $(filter mpich,$(MPI)),mpich,\
    $(error MPI=$(MPI) is neither openmpi nor mpich)))
  FLAGS += --scratch-path .build-$(MPI) \
    $(foreach flag,$(shell pkg-config --cflags-only-I $(MPI_PACKAGE)),-Xcc $(flag)) \
    $(foreach flag,$(shell pkg-config --libs-only-L --libs-only-l $(MPI_PACKAGE)),-Xlinker $(flag))
  BUILD = .build-$(MPI)/$(CONFIGURATION)
  PACKAGES += $(if $(filter openmpi,$(MPI)),libopenmpi-dev openmpi-bin,libmpich-dev mpich)
endif

.PHONY: quickstart test build mpi-programs setup setup-cluster setup-latex setup-browser format lint bench check smoke weights fuzz sanitize clean

## Trains on the embedded data set and ends at tables and an HTML report.
quickstart: build
	$(PROTOPNET) run experiments/quickstart.yaml
	$(PROTOPNET) table experiments/quickstart.yaml --kind results --kind theorem --kind last-layer \
	  --kind interpretability --kind ensemble --kind table-1
	@$(PROTOPNET) report experiments/quickstart.yaml

## Builds everything and runs all tests.
test: setup mpi-programs
	$(SWIFT) build -c $(CONFIGURATION) $(FLAGS) --build-tests
	$(SWIFT) test -c $(CONFIGURATION) $(FLAGS) --skip-build --disable-xctest

## Builds the program with each MPI that is there, for the tests on several ranks.
mpi-programs: setup
	@for mpi in openmpi:ompi-c mpich:mpich; do \
	  if pkg-config --exists $${mpi#*:}; then $(MAKE) build MPI=$${mpi%:*} || exit; \
	  else echo "no $${mpi%:*}: tests on several ranks are skipped; make setup-cluster installs it"; fi; \
	done

## Builds the program alone, which is all that a run needs.
build: setup
	$(SWIFT) build -c $(CONFIGURATION) $(FLAGS) --product protopnet

# Installs those of some Debian packages that are missing; does nothing where all are there.
define install
	@missing=; for package in $(1); do \
	  dpkg-query -W -f='$${db:Status-Status}' $$package 2>/dev/null | grep -qx installed \
	    || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
	  echo "installing$$missing"; \
	  sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	  $$sudo apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq $$missing; \
	fi
endef

## Installs the missing Debian packages that everything needs.
setup:
	$(call install,$(PACKAGES))
	@command -v $(SWIFT) >/dev/null \
	  || { echo "Swift 6.2 or later is needed: https://www.swift.org/install"; exit 1; }

## Installs what the tests on a cluster need; without it they are skipped. No daemon of it has to run.
setup-cluster:
	$(call install,$(CLUSTER_PACKAGES))

## Installs what the tests of LaTeX tables need, 48 MB to fetch; without it they are skipped.
setup-latex:
	$(call install,texlive-latex-base texlive-latex-recommended)

## Installs the browser that the tests of pages look with; without it they are skipped.
setup-browser:
	$(call install,chromium)

format:
	$(SWIFT) format -i -r Sources Tests Fuzz Package.swift

lint:
	$(SWIFT) format lint --strict -r Sources Tests Fuzz Package.swift

## Measures the engine on this machine.
bench: setup
	$(SWIFT) build -c $(CONFIGURATION) $(FLAGS) --product protopnet-bench
	$(BUILD)/protopnet-bench

## Validates every experiment file.
check: build
	$(PROTOPNET) check --no-time $$(find experiments -name '*.yaml' | sort)

## Runs the smoke experiment twice and compares records and checkpoints.
smoke: build
	rm -rf .build/smoke
	$(PROTOPNET) run experiments/smoke.yaml --results .build/smoke/first
	$(PROTOPNET) run experiments/smoke.yaml --results .build/smoke/second
	diff -r --exclude metrics.jsonl .build/smoke/first .build/smoke/second
	@echo "smoke: two runs, equal records and checkpoints"

# Each parser of what users bring, and for how long it is fed.
PARSERS := pickle zip safetensors onnx jpeg png webp bmp portable idx cub elpv experiment record manifest \
  metrics hdf5 predictions augmentation toybirds
MINUTES := 30
FUZZ_SECONDS := $(shell echo $$((60 * $(MINUTES))))

## Feeds every parser with mutated files, MINUTES each, under the address sanitizer; stops at the first finding.
fuzz: setup
	PROTOPNET_FUZZ=1 $(SWIFT) build -c release --scratch-path .build/fuzz \
	  --toolset Fuzz/toolset.json --product protopnet-fuzz
	@for parser in $(PARSERS); do \
	  echo "fuzz: $$parser, $(FUZZ_SECONDS) seconds"; \
	  mkdir -p .build/fuzz/corpus/$$parser && \
	  ASAN_OPTIONS=detect_leaks=0 SWIFT_BACKTRACE=enable=no .build/fuzz/release/protopnet-fuzz $$parser \
	    -max_total_time=$(FUZZ_SECONDS) -timeout=10 -max_len=65536 -malloc_limit_mb=65 \
	    -rss_limit_mb=4096 -print_final_stats=1 -artifact_prefix=.build/fuzz/$$parser- \
	    .build/fuzz/corpus/$$parser Fuzz/Seeds/$$parser 2> .build/fuzz/$$parser.log \
	    || { tail -40 .build/fuzz/$$parser.log; exit 1; }; \
	  grep -E "^stat::number|cov:" .build/fuzz/$$parser.log | tail -2; \
	done

## Runs the tests under the address sanitizer; FILTER takes a part of them. SANITIZERS=thread sees neither OpenMP's nor
# Dispatch's nor Mutex's ways of waiting, and Tests/thread-sanitizer.txt says which of its reports come from that.
SANITIZERS := address
FILTER := .
sanitize: setup
	@for sanitizer in $(SANITIZERS); do \
	  echo "sanitize: $$sanitizer"; \
	  options="-c $(CONFIGURATION) $(FLAGS) --sanitize=$$sanitizer --scratch-path .build/$$sanitizer"; \
	  $(SWIFT) build $$options --build-tests && \
	  ASAN_OPTIONS=detect_leaks=0 \
	  TSAN_OPTIONS="ignore_noninstrumented_modules=1 suppressions=$(CURDIR)/Tests/thread-sanitizer.txt" \
	    $(SWIFT) test $$options --skip-build --disable-xctest --filter '$(FILTER)' || exit 1; \
	done

## Fetches the ImageNet weights of VGG-16 and verifies their digest.
weights: build
	PROTOPNET=$(PROTOPNET) sh weights/fetch-vgg16-imagenet.sh

clean:
	rm -rf .build
