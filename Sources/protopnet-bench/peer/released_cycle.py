"""Times the stages of the released code on photos, each on a few batches, for cycle.py.

    python released_cycle.py RELEASED PICTURES AUGMENTED CLASSES BATCHES

Model, loaders with four workers, passes, tests and push are the released code's own, called as main.py calls
them with settings.py's values for VGG-16; parameters are random. A pass goes over BATCHES batches of 80 of the
augmented photos; test and push go over all photos. Prints seconds as a line of JSON.
"""

import json
import os
import sys
import tempfile
import time

import matplotlib
import torch
from torchvision import datasets, transforms

matplotlib.use("Agg")
released, pictures, augmented, classes, batches = sys.argv[1:]
sys.path.insert(0, released)
import model  # noqa: E402
import preprocess  # noqa: E402
import push  # noqa: E402
import train_and_test as tnt  # noqa: E402

torch.manual_seed(0)
torch.Tensor.cuda = lambda self, *_, **__: self
COEFFICIENTS = {"crs_ent": 1, "clst": 0.8, "sep": -0.08, "l1": 1e-4}
SILENT = lambda *_: None  # noqa: E731


def loader(folder, batch_size, normalized, count=None):
    steps = [transforms.Resize(size=(224, 224)), transforms.ToTensor()]
    if normalized:
        steps.append(transforms.Normalize(mean=preprocess.mean, std=preprocess.std))
    data = datasets.ImageFolder(folder, transforms.Compose(steps))
    if count is not None:
        data = torch.utils.data.Subset(data, torch.randperm(len(data))[:count].tolist())
    return torch.utils.data.DataLoader(
        data, batch_size=batch_size, shuffle=count is not None, num_workers=4, pin_memory=False)


network = model.construct_PPNet(
    "vgg16", pretrained=False, img_size=224, prototype_shape=(2000, 128, 1, 1),
    num_classes=int(classes), prototype_activation_function="log", add_on_layers_type="regular")
wrapped = torch.nn.DataParallel(network)
prototypes = {"params": network.prototype_vectors, "lr": 3e-3}
add_on_layers = {"params": network.add_on_layers.parameters(), "lr": 3e-3, "weight_decay": 1e-3}
features = {"params": network.features.parameters(), "lr": 1e-4, "weight_decay": 1e-3}
last_layer = {"params": network.last_layer.parameters(), "lr": 1e-4}
few = loader(augmented, 80, True, count=80 * int(batches))
one = loader(augmented, 80, True, count=80)
seconds = {}


def timed(name, work):
    start = time.perf_counter()
    work()
    seconds[name] = time.perf_counter() - start


for name, prepare, groups in [
    ("warm-up", tnt.warm_only, [add_on_layers, prototypes]),
    ("joint", tnt.joint, [features, add_on_layers, prototypes]),
    ("last-layer", tnt.last_only, [last_layer]),
]:
    prepare(wrapped, log=SILENT)
    optimizer = torch.optim.Adam([dict(group) for group in groups])

    def train(data):
        tnt.train(wrapped, data, optimizer, class_specific=True, coefs=COEFFICIENTS, log=SILENT)

    train(one)
    timed(name, lambda: train(few))
timed("test", lambda: tnt.test(
    wrapped, loader(os.path.join(pictures, "test"), 100, True), class_specific=True, log=SILENT))
with tempfile.TemporaryDirectory() as folder:
    timed("projection", lambda: push.push_prototypes(
        loader(os.path.join(pictures, "train"), 75, False), wrapped, class_specific=True,
        preprocess_input_function=preprocess.preprocess_input_function, prototype_layer_stride=1,
        root_dir_for_saving_prototypes=folder, epoch_number=10,
        prototype_img_filename_prefix="prototype-img",
        prototype_self_act_filename_prefix="prototype-self-act",
        proto_bound_boxes_filename_prefix="bb", save_prototype_class_identity=True, log=SILENT))
print(json.dumps({"torch": torch.__version__.split("+")[0], "seconds": seconds}))
