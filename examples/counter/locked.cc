#include <mutex>
#include <thread>

std::mutex mutex;
int counter = 0;

void Work() {
  std::lock_guard<std::mutex> lock(mutex);
  ++counter;
}

int main() {
  std::thread first(Work);
  std::thread second(Work);
  first.join();
  second.join();
  return 0;
}
